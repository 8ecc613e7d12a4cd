"""Logs, representations of objects, errors and pickles do not contain the key."""

from __future__ import annotations

import logging
import pickle
import re
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from do_inference import AgentClient, APIError, AsyncAgentClient, AsyncClient, Client
from do_inference.errors import InferenceError

from .conftest import KEY, Driver
from .loopback import STREAM_HEAD, Loopback, chunk, cut, drop, event, events, reply

if TYPE_CHECKING:
    from collections.abc import Iterator

PROMPT = "a prompt nobody else should read"
CALL = {"messages": [{"role": "user", "content": PROMPT}], "extra_headers": {"X-Extra": "extra-secret"}}


def _shown(value: object, depth: int = 6, seen: set[int] | None = None) -> Iterator[str]:
    """Return all text that `repr` and `vars()` show of an object and its attributes."""
    seen = set() if seen is None else seen
    if depth == 0 or id(value) in seen:
        return
    seen.add(id(value))
    yield repr(value)
    yield str(value)
    held: list[object] = list(getattr(value, "__dict__", {}).values())
    if type(value).__module__.startswith("do_inference"):
        held += [
            getattr(value, name, None)
            for kind in type(value).__mro__
            for name in getattr(kind, "__slots__", ())
        ]
    if isinstance(value, dict):
        held += [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set):
        held += list(value)
    for item in held:
        yield from _shown(item, depth - 1, seen)


@pytest.fixture
def logs(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    for name in ("do_inference", "httpx", "httpcore", "hpack", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def test_debug_logs_contain_no_key_no_prompt_and_no_header(
    driver: Driver, server: Loopback, logs: pytest.LogCaptureFixture
) -> None:
    server.respond_with(reply({"error": {"message": "no"}}, 503), drop, reply())
    driver.chat(server.url, call=CALL, default_headers={"X-Team": "team-secret"})
    server.respond_with(events("a"))
    driver.read_stream(server.url, call=CALL)
    server.respond_with(reply(b"", content_type=None))
    driver.run(
        lambda client: client.batches.files.upload(f"{server.url}/x?X-Amz-Signature=signed", content=b"x"),
        base_url=server.url,
    )
    ours = [record.getMessage() for record in logs.records if record.name.startswith("do_inference")]

    assert any("POST /v1/chat/completions: 503" in line and "attempt 1" in line for line in ours)
    assert any("no response" in line for line in ours)
    assert any(": 200 in " in line for line in ours)
    for secret in (KEY, PROMPT, "team-secret", "extra-secret", "signed"):
        assert secret not in logs.text


def test_the_representation_of_a_client_contains_no_key(server: Loopback) -> None:
    with Client(api_key=KEY, base_url=server.url) as client:
        client.chat.completions.create(model="m", messages=[])
        for text in _shown(client, depth=12):
            assert KEY not in text
    for text in _shown(AsyncClient(api_key=KEY), depth=12):
        assert KEY not in text


def test_results_and_streams_contain_no_key(driver: Driver, server: Loopback) -> None:
    result = driver.chat(server.url)

    assert all(KEY not in text for text in _shown(result))
    assert KEY.encode() not in pickle.dumps(result)


FAILURES = [
    reply({"error": {"message": f"the key {KEY} is wrong"}}, 401),
    reply(f"<html>{KEY}</html>", 403, content_type="text/html"),
    reply({"message": "no"}, 307, headers={"Location": "http://127.0.0.1:9/"}),
    reply("not json"),
    drop,
    cut(b"garbage\r\n\r\n"),
    cut(STREAM_HEAD + b"\r\n" + chunk(event("a"))),
]


@pytest.mark.parametrize("handler", FAILURES)
def test_errors_contain_no_key_even_if_the_server_repeats_it(
    driver: Driver, server: Loopback, handler: Any
) -> None:
    server.respond_with(handler)

    with pytest.raises(APIError) as caught:
        driver.chat(server.url, call=CALL)

    error: BaseException | None = caught.value
    assert KEY.encode() not in pickle.dumps(error)
    assert KEY not in "".join(traceback.format_exception(error))
    while error is not None:
        if isinstance(error, InferenceError):
            assert all(KEY not in text for text in _shown(error))
        assert KEY not in repr(error)
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("handler", FAILURES)
def test_local_variables_of_tracebacks_contain_no_key(driver: Driver, server: Loopback, handler: Any) -> None:
    server.respond_with(handler)

    with pytest.raises(APIError) as caught:
        driver.chat(server.url, call={**CALL, "max_retries": 0})

    frames = list(_frames(caught.value))
    assert any("do_inference" in frame.filename for frame in frames)
    for frame in frames:
        if re.search(r"/(do_inference\w*|httpx|httpcore|h11)/", frame.filename):
            assert all(KEY not in text for text in (frame.locals or {}).values()), frame


def _check_frames(error: BaseException) -> None:
    """Check that no local variable in a frame of this package shows the key."""
    frames = [frame for frame in _frames(error) if "/do_inference/" in frame.filename]
    assert frames
    for frame in frames:
        assert all(KEY not in text for text in (frame.locals or {}).values()), frame


MISTAKES: list[dict[str, Any]] = [
    {"timeout": -1},
    {"deadline": "soon"},
    {"max_retries": -1},
    {"default_headers": {"a b": "c"}},
    {"api_key": f"{KEY}\n"},
    {"api_key": f"Bearer {KEY}"},
    {"api_key": f"{KEY}\N{HORIZONTAL ELLIPSIS}"},
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
@pytest.mark.parametrize("kind", [Client, AsyncClient, AgentClient, AsyncAgentClient])
def test_the_traceback_of_a_failed_construction_contains_no_key(kind: Any, mistake: dict[str, Any]) -> None:
    place = {"endpoint": "https://agent.example"} if "Agent" in kind.__name__ else {}

    with pytest.raises((ValueError, TypeError)) as caught:
        kind(**{"api_key": KEY, **place, **mistake})
    _check_frames(caught.value)

    with pytest.raises((ValueError, TypeError)) as caught:
        kind(api_key="another", **place).with_options(**{"api_key": KEY, **mistake})
    _check_frames(caught.value)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_the_traceback_for_an_invalid_endpoint_contains_no_key(kind: Any) -> None:
    with pytest.raises(InferenceError) as caught:
        kind(api_key=KEY, base_url="/v1")
    _check_frames(caught.value)


def test_the_traceback_for_an_invalid_key_from_the_environment_does_not_contain_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MODEL_ACCESS_KEY", f"{KEY}\n")

    with pytest.raises(InferenceError, match="MODEL_ACCESS_KEY contains a line break") as caught:
        Client()

    _check_frames(caught.value)


def test_the_traceback_for_an_invalid_key_from_a_function_does_not_contain_it(driver: Driver) -> None:
    def give() -> str:
        return f"{KEY}\n"

    with pytest.raises(InferenceError, match="line break") as caught:
        driver.run(lambda client: client.models.list(), api_key=give)

    _check_frames(caught.value)


def test_the_repr_of_settings_contains_no_headers() -> None:
    client = Client(api_key="another", default_headers={"Authorization": f"Bearer {KEY}"})

    assert all(KEY not in text for text in _shown(client.executor.settings, depth=1))


def _frames(error: BaseException) -> Iterator[traceback.FrameSummary]:
    """Return all frames of an error and its causes, as error trackers store them."""
    trace: traceback.TracebackException | None = traceback.TracebackException.from_exception(
        error, capture_locals=True
    )
    while trace is not None:
        yield from trace.stack
        trace = trace.__cause__ or trace.__context__
