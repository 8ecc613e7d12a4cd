"""Every kind of error that the emulator can produce, and the reason that clients derive from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, get_args

import pytest

from do_inference import AgentClient, APIStatusError, AsyncClient, Client, ErrorReason
from do_inference.emulator import Emulator, Fault, Limits
from do_inference.emulator._errors import ERROR_KINDS, ERROR_SHAPES
from do_inference.emulator._faults import parse_fault

from .api_client import HELLO, APIClient

MODEL = "llama3.3-70b-instruct"
Send = Callable[..., Any]
DIALECTS: dict[str, Send] = {
    "chat": lambda client, **more: client.chat.completions.create(model=MODEL, messages=HELLO, **more),
    "messages": lambda client, **more: client.messages.create(
        model=MODEL, max_tokens=9, messages=HELLO, **more
    ),
    "responses": lambda client, **more: client.responses.create(model=MODEL, input="x", **more),
    "images": lambda client, **more: client.images.generate(
        model="openai-gpt-image-1", prompt="x", n=1, partial_images=2, **more
    ),
}
NAMES = sorted(ERROR_KINDS)
NAMED = frozenset({"model-capacity", "quota"})
"""Kinds whose only evidence is a name in the body."""
IN_EVENTS = {
    "token-quota": "token_quota",
    "daily-cap": "daily_cap",
    "model-capacity": "model_capacity",
    "platform-overload": "platform_overload",
    "upstream": "upstream",
    "request-quota": "quota",  # Only headers name the quota, and an event has none.
}


def raised_by(send: Callable[[], Any]) -> APIStatusError:
    with pytest.raises(APIStatusError) as caught:
        send()
    return caught.value


def client_of(emulator: Emulator, **options: Any) -> Client:
    return Client(
        api_key=emulator.api_key,
        base_url=emulator.base_url,
        rate_limiter=None,
        **{"max_retries": 0, **options},
    )


def test_every_error_reason_has_an_error_kind() -> None:
    assert {name.replace("-", "_") for name in ERROR_KINDS} == set(get_args(ErrorReason)) - {"unknown"}


@pytest.mark.parametrize("name", NAMES)
def test_clients_recognise_every_error_kind_in_every_api(name: str) -> None:
    for options in ({}, {"live": True}, {"limits": "none"}):
        with Emulator(faults=name, **options) as emulator, client_of(emulator) as client:
            for send in (*DIALECTS.values(), lambda client: client.embeddings.create(model="m", input="x")):
                assert raised_by(lambda: send(client)).reason == name.replace("-", "_")  # noqa: B023
            with AgentClient(
                api_key=emulator.agent_key,
                endpoint=emulator.base_url,
                rate_limiter=None,
                max_retries=0,
            ) as agent:
                error = raised_by(lambda: agent.chat.completions.create(messages=HELLO))
            # Live errors of agents contain no names, so clients cannot determine the reason.
            nameless = name in NAMED and "live" in options
            assert error.reason == ("unknown" if nameless else name.replace("-", "_"))


@pytest.mark.parametrize("name", NAMES)
def test_async_clients_recognise_every_error_kind_of_a_rejected_stream(name: str) -> None:
    async def send(emulator: Emulator) -> Any:
        async with AsyncClient(
            api_key=emulator.api_key, base_url=emulator.base_url, rate_limiter=None, max_retries=0
        ) as client:
            stream = await client.chat.completions.create(model=MODEL, messages=HELLO, stream=True)
            async with stream:
                async for _ in stream:
                    pass

    with Emulator(faults=name) as emulator:
        assert raised_by(lambda: asyncio.run(send(emulator))).reason == name.replace("-", "_")


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"upstream"}))
@pytest.mark.parametrize("shape", sorted(set(ERROR_SHAPES) - {"E7", "empty"}))
def test_error_kinds_are_recognised_in_other_shapes_unless_they_depend_on_a_name(
    name: str, shape: str
) -> None:
    with Emulator(faults=f"{name}, shape={shape}") as emulator, client_of(emulator) as client:
        reason = raised_by(client.models.list).reason
    nameless = name in NAMED and shape in ("E3", "E5", "E6", "text")
    assert reason == ("unknown" if nameless else name.replace("-", "_"))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", IN_EVENTS)
def test_error_events_have_the_reason_that_their_body_indicates(dialect: str, name: str) -> None:
    with Emulator(faults=f"{name}, error-event=1, error-last") as emulator, client_of(emulator) as client:
        with DIALECTS[dialect](client, stream=True) as stream:
            error = raised_by(lambda: list(stream))
    assert error.reason == IN_EVENTS[name]
    assert len(emulator.requests) == 1


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits.published(2, 100), "hourly_quota"),
        (Limits.published(100, 2), "request_burst"),
        (Limits.live(requests=2), "request_quota"),
        (Limits.live(tokens_per_minute=60), "token_quota"),
        (Limits.live(tokens_per_day=60), "daily_cap"),
    ],
)
@pytest.mark.parametrize("errors", ["published", "live"])
def test_exceeded_limits_have_the_reason_of_their_quota(limits: Limits, reason: str, errors: Any) -> None:
    with (
        Emulator(limits=limits, errors=errors, faults="tokens=40") as emulator,
        client_of(emulator) as client,
    ):

        def send() -> None:
            for _ in range(4):
                DIALECTS["chat"](client)

        error = raised_by(send)
    assert (error.reason, "too_many_requests" in (error.code, error.type)) == (reason, True)
    assert error.model == (MODEL if "token" in reason or "daily" in reason else None)


def test_rules_and_faults_accept_the_name_of_an_error_kind(start: Any) -> None:
    api: APIClient = start()
    api.emulator.respond("models_list", fault="token-quota", times=1)
    first = api.call("models_list")
    assert (first.status_code, first.json()["id"]) == (429, "too_many_requests")
    assert first.headers["x-ratelimit-remaining-tokens-per-minute"] == "0"
    assert first.headers["x-ratelimit-remaining-requests"] == "120"
    assert "ratelimit-remaining" not in first.headers
    api.emulator.respond("models_list", fault=Fault(kind="model-retired"), times=1)
    assert api.call("models_list").status_code == 404
    assert api.call("models_list").status_code == 200
    assert parse_fault(str(parse_fault("upstream, retry-after=3"))) == parse_fault("upstream, retry-after=3")


def test_a_request_quota_error_has_only_request_headers(api: APIClient) -> None:
    headers = api.call("models_list", fault="request-quota").headers
    assert {name for name in headers if "ratelimit" in name} == {
        f"x-ratelimit-{field}-requests" for field in ("limit", "remaining", "reset")
    }


def test_a_vendor_error_is_forwarded_with_its_shape_and_retry_after(api: APIClient) -> None:
    body = {"model": "c", "max_tokens": 9, "messages": HELLO}
    message = api.call("messages_create", body, "upstream")
    assert (message.json()["type"], message.json()["error"]["type"]) == ("error", "rate_limit_error")
    assert message.headers["retry-after"] == "2"
    chat = api.call("chat_completions_create", {"model": "m", "messages": HELLO}, "upstream, retry-after=5")
    assert chat.json()["error"]["code"] == "rate_limit_exceeded"
    assert chat.headers["retry-after"] == "5"
