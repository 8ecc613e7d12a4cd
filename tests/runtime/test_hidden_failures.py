"""Failures with status 200 are raised, and not returned as empty results."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from do_inference import (
    APIStatusError,
    DecodingError,
    InferenceError,
    InternalServerError,
    RateLimitError,
    StreamError,
    StreamTruncated,
)
from do_inference._response.decoding import is_failure
from do_inference.models import ChatCompletion
from do_inference.rate_limit import RateLimiter
from do_inference_generated._interface import Schema, Shape
from do_inference_generated.operations import OPERATIONS

from . import every_operation as every
from .conftest import KEY, FakeClock
from .loopback import CHAT, Loopback, reply

if TYPE_CHECKING:
    from .conftest import Driver

TOO_MANY: list[Any] = [
    {"error": {"message": "slow down", "code": 429}},
    {"error": {"message": "slow down", "code": "429"}, "choices": None, "data": None},
    {"error": {"message": "slow down", "code": "rate_limit_exceeded"}},
    {"error": "slow down", "status": "429"},
    {"detail": "slow down", "status_code": 429},
    {"message": "slow down", "status": 429},
    {"id": "too_many_requests", "message": "slow down"},
    {"object": "error", "message": "slow down", "code": 429},
    {"type": "error", "error": {"type": "rate_limit_error", "message": "slow down"}},
    {"success": False, "errors": [{"message": "slow down"}], "code": 429},
    {"error": {"message": "slow down", "status": "RESOURCE_EXHAUSTED"}},
    {"error": {"error": {"message": "slow down", "code": 429}}},
    [{"error": {"message": "slow down", "code": 429}}],
]
NOTHING = [{}, {"unknown": 1}, [], None, "text", 3, False, {"error": None}, {"error": {}}, {"choices": None}]


def _sender(driver: Driver, bodies: list[bytes], requests: list[int] | None = None) -> Any:
    """Return an HTTP client that returns each of `bodies` in order, and repeats the last one."""
    left = list(bodies)

    def handle(request: httpx.Request) -> httpx.Response:
        if requests is not None:
            requests.append(1)
        body = left.pop(0) if len(left) > 1 else left[0]
        return httpx.Response(200, content=body, headers={"content-type": "application/json"})

    transport = httpx.MockTransport(handle)
    return (httpx.AsyncClient if driver.is_async else httpx.Client)(transport=transport)


def _outcomes(
    driver: Driver,
    name: str,
    bodies: list[bytes],
    requests: list[int] | None = None,
    limiter: RateLimiter | None = None,
    **more: Any,
) -> list[Any]:
    """Return the result or the error of the operation for each body."""
    agent = OPERATIONS[name].api == "agent"
    place: dict[str, Any] = {"endpoint" if agent else "base_url": every.URL}
    if limiter is not None:
        place["rate_limiter"] = limiter

    async def read(client: Any) -> Any:
        result = await every.call(client, name, **more)
        if not hasattr(result, "finish"):
            return result
        async with result as stream:
            return await stream.result()

    def read_sync(client: Any) -> Any:
        result = every.call(client, name, **more)
        if not hasattr(result, "finish"):
            return result
        with result as stream:
            return stream.result()

    async def all_of_them(client: Any) -> list[Any]:
        outcomes: list[Any] = []
        for _ in bodies:
            try:
                outcomes.append(await read(client))
            except InferenceError as error:
                outcomes.append(error)
        return outcomes

    def all_sync(client: Any) -> list[Any]:
        outcomes: list[Any] = []
        for _ in bodies:
            try:
                outcomes.append(read_sync(client))
            except InferenceError as error:
                outcomes.append(error)
        return outcomes

    action = all_of_them if driver.is_async else all_sync
    sender = _sender(driver, bodies, requests)
    found: list[Any] = driver.run(action, agent=agent, http_client=sender, **place)
    return found


def _call(driver: Driver, name: str, body: bytes, **more: Any) -> Any:
    (outcome,) = _outcomes(driver, name, [body], **more)
    if isinstance(outcome, InferenceError):
        raise outcome
    return outcome


def _written(bodies: list[Any]) -> list[bytes]:
    return [json.dumps(body).encode() for body in bodies]


@pytest.mark.parametrize("name", every.NAMES)
def test_an_error_instead_of_a_result_is_raised_with_its_own_status(driver: Driver, name: str) -> None:
    operation = OPERATIONS[name]
    if (
        operation.result is None and not operation.binary
    ):  # An operation without a result may return a message.
        bodies = [body for body in TOO_MANY if "error" in body]
    else:
        bodies = TOO_MANY

    for body, error in zip(bodies, _outcomes(driver, name, _written(bodies), max_retries=0), strict=True):
        assert isinstance(error, RateLimitError), body
        assert (error.status_code, error.message, error.body) == (429, "slow down", body)


@pytest.mark.parametrize(
    ("value", "failure"),
    [
        ({"id": "too_many_requests", "message": "slow down"}, True),
        ({"id": "too_many_requests", "request_id": "r", "message": "slow down"}, True),
        ({"id": "m"}, False),
        ({"id": "m", "created": 1, "message": "a field that is not described"}, False),
    ],
)
def test_an_id_alone_does_not_make_an_error_a_result(value: dict[str, Any], failure: bool) -> None:
    schema: Schema[Any] = Schema("model_info", (Shape(required={"id": "string"}, optional=("created",)),))

    assert is_failure(value, schema) == failure


@pytest.mark.parametrize("name", every.WITH_REQUIREMENTS)
def test_a_response_without_any_required_field_is_a_decoding_error(driver: Driver, name: str) -> None:
    for body, error in zip(NOTHING, _outcomes(driver, name, _written(NOTHING)), strict=True):
        assert isinstance(error, DecodingError), body
        assert error.content_excerpt == json.dumps(body)


@pytest.mark.parametrize("name", every.WITH_RESULT)
def test_a_valid_result_with_additional_fields_is_a_result(driver: Driver, name: str) -> None:
    extras: list[dict[str, Any]] = [{}, {"error": None}, {"message": "hello", "detail": "more", "code": "x"}]
    bodies = [{**more, **every.sample(name, seed=seed)} for more in extras for seed in range(3)]

    for body, result in zip(bodies, _outcomes(driver, name, _written(bodies)), strict=True):
        assert result.to_dict() == body


@pytest.mark.parametrize("name", every.STREAMED)
@pytest.mark.parametrize("framed", [True, False], ids=["as an event", "as JSON"])
def test_an_error_instead_of_a_stream_has_the_same_class(driver: Driver, name: str, framed: bool) -> None:
    bodies = [b"data: " + body + b"\n\n" if framed else body for body in _written(TOO_MANY)]

    for error in _outcomes(driver, name, bodies, stream=True, max_retries=0):
        assert isinstance(error, RateLimitError)
        assert isinstance(error, StreamError)
        assert (error.status_code, error.message) == (429, "slow down")


@pytest.mark.parametrize("name", every.STREAMED)
@pytest.mark.parametrize("framed", [True, False], ids=["as an event", "as JSON"])
def test_a_stream_without_content_has_no_result(driver: Driver, name: str, framed: bool) -> None:
    events = [b"data: " + body + b"\n\ndata: [DONE]\n\n" for body in _written(NOTHING)]

    for error in _outcomes(driver, name, events if framed else _written(NOTHING), stream=True):
        assert isinstance(error, DecodingError | StreamTruncated)


@pytest.mark.parametrize("stream", [False, True], ids=["complete", "streamed"])
def test_a_temporary_error_is_retried_like_its_status(driver: Driver, stream: bool) -> None:
    requests: list[int] = []
    error = json.dumps({"message": "slow down", "status": "429"}).encode()
    good = json.dumps(CHAT).encode()

    result = _outcomes(driver, "chat_completions_create", [error, good], requests=requests, stream=stream)[0]

    assert result.choices[0].message.content == "hello"
    assert len(requests) == 3


@pytest.mark.parametrize("stream", [False, True], ids=["complete", "streamed"])
def test_a_permanent_error_is_not_retried(driver: Driver, stream: bool) -> None:
    requests: list[int] = []

    with pytest.raises(APIStatusError):
        _call(
            driver,
            "chat_completions_create",
            b'{"error": "no", "code": 400}',
            requests=requests,
            stream=stream,
        )

    assert len(requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"id": "r", "object": "response", "status": "failed", "error": {"message": "m"}},
        {"id": "r", "status": "failed", "error": {"code": "server_error", "message": "m"}, "output": []},
    ],
)
def test_a_response_that_failed_is_a_result(driver: Driver, body: dict[str, Any]) -> None:
    assert _call(driver, "responses_create", json.dumps(body).encode()).to_dict() == body


@pytest.mark.parametrize("name", ["batches_list", "batches_results"])
@pytest.mark.parametrize("body", [{}, {"object": "list"}, {"message": "no"}])
def test_one_of_several_fields_is_required(driver: Driver, name: str, body: dict[str, Any]) -> None:
    with pytest.raises((DecodingError, APIStatusError)):
        _call(driver, name, json.dumps(body).encode())


@pytest.mark.parametrize("body", [{"data": None}, {"edges": []}, {"data": [], "message": "none"}])
def test_an_empty_page_is_a_result(driver: Driver, body: dict[str, Any]) -> None:
    assert _call(driver, "batches_list", json.dumps(body).encode()).to_dict() == body


@pytest.mark.parametrize("stream", [False, True], ids=["complete", "streamed"])
def test_an_error_without_a_status_has_the_status_of_its_response(driver: Driver, stream: bool) -> None:
    requests: list[int] = []

    with pytest.raises(APIStatusError, match="field required") as caught:
        _call(
            driver,
            "chat_completions_create",
            b'{"detail": [{"loc": ["body", "x"], "msg": "field required"}]}',
            requests=requests,
            stream=stream,
        )

    assert caught.value.status_code == 200
    assert len(requests) == 1


@pytest.mark.parametrize("stream", [False, True], ids=["complete", "streamed"])
def test_a_rejected_key_with_status_200_has_a_hint(driver: Driver, stream: bool) -> None:
    with pytest.raises(APIStatusError) as caught:
        _call(driver, "chat_completions_create", b'{"id": "unauthorized", "message": "no"}', stream=stream)

    assert "the key is the one passed as api_key" in caught.value.hint


@pytest.mark.parametrize("stream", [False, True], ids=["complete", "streamed"])
def test_the_limiter_observes_a_rejection_with_status_200(driver: Driver, stream: bool) -> None:
    limiter = RateLimiter()
    with pytest.raises(RateLimitError):
        _call(
            driver,
            "chat_completions_create",
            b'{"error": {"code": 429, "message": "no"}}',
            stream=stream,
            max_retries=0,
            limiter=limiter,
        )

    assert limiter.state.counters.rejections == 1
    assert limiter.state.next_free > time.monotonic()  # The limiter backs off.


def test_an_event_about_a_failed_part_does_not_end_the_stream(driver: Driver) -> None:
    failed = {"type": "response.mcp_call.failed", "error": {"message": "the tool failed", "code": 429}}
    response = {"id": "r", "object": "response", "model": "m", "output": [], "status": "completed"}
    done = {"type": "response.completed", "response": response}
    written = [b"data: " + json.dumps(event).encode() + b"\n\n" for event in (failed, done)]

    assert _call(driver, "responses_create", b"".join(written), stream=True).status == "completed"
    with pytest.raises(RateLimitError, match="the tool failed"):
        _call(driver, "responses_create", written[0], stream=True)


def test_an_empty_body_instead_of_bytes_is_a_decoding_error(driver: Driver) -> None:
    sender = (httpx.AsyncClient if driver.is_async else httpx.Client)(
        transport=httpx.MockTransport(lambda _: httpx.Response(204))
    )
    with pytest.raises(DecodingError, match="an empty body"):
        driver.run(
            lambda client: every.call(client, "videos_content"), http_client=sender, base_url=every.URL
        )


@pytest.mark.parametrize("body", [{"object": "list", "data": []}, {"data": []}, {"object": "list"}])
def test_an_empty_list_is_a_result(driver: Driver, body: dict[str, Any]) -> None:
    assert _call(driver, "models_list", json.dumps(body).encode()).data == []


def test_an_unusual_completion_is_a_result(driver: Driver) -> None:
    unusual = {"id": 5, "choices": "none", "model": {}}

    result = _call(driver, "chat_completions_create", json.dumps(unusual).encode())

    assert isinstance(result, ChatCompletion)
    assert result.to_dict() == unusual


def test_a_completion_with_an_error_keeps_its_text(driver: Driver) -> None:
    body = {**CHAT, "error": {"message": "cut short", "code": 502}}

    assert _call(driver, "chat_completions_create", json.dumps(body).encode()).to_dict() == body


def test_an_error_event_within_a_stream_ends_it(driver: Driver) -> None:
    chunk = every.sample("chat_completions_create", event=True)
    chunk["choices"] = [{"index": 0, "delta": {"content": "a"}, "finish_reason": None}]
    failed = {**chunk, "error": {"message": "overloaded", "code": 503}}
    stream = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in (chunk, failed))

    with pytest.raises(InternalServerError, match="overloaded") as caught:
        _call(driver, "chat_completions_create", stream, stream=True)

    assert isinstance(caught.value, StreamError)
    assert caught.value.partial.choices[0].message.content == "a"


def test_the_excerpt_of_the_body_contains_no_key(driver: Driver) -> None:
    with pytest.raises(DecodingError) as caught:
        _call(driver, "chat_completions_create", json.dumps({"you_sent": KEY}).encode())

    assert caught.value.content_excerpt == '{"you_sent": "[key]"}'


def test_a_raw_response_with_a_failure_raises_it_when_parsed(driver: Driver) -> None:
    client = _sender(driver, [b'{"error": "no", "status": "503"}'])
    raw = driver.run(
        lambda client: client.models.with_raw_response.list(), http_client=client, base_url=every.URL
    )

    assert raw.content == b'{"error": "no", "status": "503"}'
    with pytest.raises(InternalServerError):
        raw.parse()


@pytest.mark.parametrize("stream", [False, True], ids=["complete", "streamed"])
def test_an_error_with_status_200_waits_as_its_headers_request(
    driver: Driver, server: Loopback, stream: bool
) -> None:
    clock = FakeClock()
    server.respond_with(
        reply({"message": "slow down", "status": 429}, headers={"Retry-After": "7"}), reply(CHAT)
    )

    if stream:
        driver.read_stream(server.url, clock=clock)
    else:
        driver.chat(server.url, clock=clock)

    assert len(clock.slept) == 1
    assert clock.slept[0] >= 7
