"""The event timeout ends streams that are kept alive without progress."""

from __future__ import annotations

import time
from typing import Any

import anyio
import httpx
import pytest

from do_inference import AsyncClient, Client, ConfigurationError
from do_inference.streams import StreamTimeoutError, open_async_stream, open_stream
from do_inference.streams import _progress as progress
from do_inference_generated import operations

from ..runtime.loopback import STREAM_HEAD, Loopback, chunk, event, hang, trickle
from .clients import CALLS, KEY, client_for, with_async_client
from .recordings import RECORDINGS
from .scripted import AsyncScriptedConnection, ScriptedConnection, decoded, sse

SHORT = 0.15
SOON = 20.0
"""Seconds. Without a limit, the stream continues until the timeout of the test."""

ROLE = {"id": "c", "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}

# The data that servers send to keep a connection alive.
SIGNS_OF_LIFE: dict[str, bytes] = {
    "comment": b": keep-alive\n\n",
    "empty comment": b":\n\n",
    "blank lines": b"\n\n",
    "retry": b"retry: 1000\n\n",
    "empty data": b"data:\n\n",
    "null": sse("null"),
    "ping": sse({"type": "ping"}),
    "named ping": b"event: ping\ndata: {}\n\n",
    "ping with text": b"event: ping\ndata: ping\n\n",
    "ping with time": sse({"type": "ping", "timestamp": "2026-11-27T00:00:00Z"}),
    "keep-alive": sse({"type": "keepalive", "sequence_number": 3}),
    "keep-alive of a response": sse({"type": "response.heartbeat", "sequence_number": 3}),
    "empty object": sse({}),
    "no choices": sse(
        {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []}
    ),
    "empty choice": sse({"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": None}]}),
    "empty text": sse({"id": "c", "choices": [{"index": 0, "delta": {"content": ""}}], "usage": None}),
    "role again": sse(ROLE),
    "usage again": sse({"id": "c", "choices": [], "usage": {"total_tokens": 5}}),
    "empty completion": sse({"id": "c", "object": "text_completion", "choices": [{"index": 0, "text": ""}]}),
    "empty text of a message": sse(
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": ""}}
    ),
    "empty text of a response": sse(
        {"type": "response.output_text.delta", "item_id": "i", "delta": "", "obfuscation": "aX3"}
    ),
    "state of a response again": sse(
        {
            "type": "response.in_progress",
            "response": {"id": "r", "status": "in_progress", "instructions": "x"},
        }
    ),
}


class Clock:
    """A clock that advances in reads and when the test sets it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(progress, "monotonic", lambda: self.now)


class Slow(ScriptedConnection):
    """A connection that takes a number of seconds for each chunk, and times out if it has less time."""

    def __init__(self, clock: Clock, seconds: float, script: Any) -> None:
        super().__init__(script)
        self.clock = clock
        self.seconds = seconds
        self.allowed: list[float | None] = []

    def read(self, within: float | None = None) -> bytes:
        self.allowed.append(within)
        if within is not None and within < self.seconds:
            self.clock.now += max(within, 0.0)
            raise TimeoutError
        self.clock.now += self.seconds
        return super().read()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.mark.parametrize("sign", SIGNS_OF_LIFE.values(), ids=SIGNS_OF_LIFE)
def test_keep_alive_does_not_extend_the_timeout(clock: Clock, sign: bytes) -> None:
    before = sse(
        {"choices": [{"index": 0, "delta": {"role": "assistant"}}], "usage": {"total_tokens": 5}}, ROLE
    )
    operation: Any = operations.MESSAGES_CREATE if b'"type"' in sign else operations.CHAT_COMPLETIONS_CREATE
    start = sse({"type": "response.in_progress"}) if b'"type"' in sign else before
    connection = Slow(clock, 4.0, [start, sign, sign, sign, sign])

    stream: Any = open_stream(operation, connection, event_timeout=10.0)
    with pytest.raises(TimeoutError), stream:
        for _ in stream:
            pass

    assert connection.allowed == [10.0, 10.0, 6.0, 2.0]


@pytest.mark.parametrize("name", RECORDINGS)
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_every_event_of_a_response_is_progress(clock: Clock, name: str, is_async: bool) -> None:
    recording = RECORDINGS[name]
    pieces = [piece + b"\n\n" for piece in recording.stream.split(b"\n\n") if piece]
    connection = Slow(clock, 4.0, pieces)

    async def read() -> Any:
        opened = open_async_stream(recording.operation, AsyncSlow(connection), event_timeout=10.0)
        async with opened as stream:
            return await stream.result()

    if is_async:
        result = anyio.run(read)
    else:
        with open_stream(recording.operation, connection, event_timeout=10.0) as stream:
            result = stream.result()

    assert result == decoded(recording.operation, recording.result)


class AsyncSlow(AsyncScriptedConnection):
    async def read(self, within: float | None = None) -> bytes:
        return self.sync.read(within)


def test_incomplete_event_is_not_progress(clock: Clock) -> None:
    whole = event("text")
    connection = Slow(clock, 4.0, [whole, whole[:20], whole[20:30], whole[30:40], whole[40:]])

    stream = open_stream(operations.CHAT_COMPLETIONS_CREATE, connection, event_timeout=10.0)
    with pytest.raises(TimeoutError), stream:
        for _ in stream:
            pass

    assert connection.allowed == [10.0, 10.0, 6.0, 2.0]


def test_text_after_an_empty_chunk_in_the_same_read_is_progress(clock: Clock) -> None:
    piece = sse({"choices": [{"index": 0, "delta": {}}]}) + event("text")
    connection = Slow(clock, 4.0, [piece] * 5 + [sse("[DONE]")])

    with open_stream(operations.CHAT_COMPLETIONS_CREATE, connection, event_timeout=10.0) as stream:
        assert len(list(stream)) == 10

    assert connection.allowed == [10.0] * 6


def test_changed_usage_is_progress(clock: Clock) -> None:
    chunks = [sse({"choices": [], "usage": {"total_tokens": count}}) for count in range(1, 6)]
    connection = Slow(clock, 4.0, [event("a"), *chunks, sse("[DONE]")])

    with open_stream(operations.CHAT_COMPLETIONS_CREATE, connection, event_timeout=10.0) as stream:
        stream.finish()

    assert set(connection.allowed) == {10.0}


def test_the_time_that_the_caller_takes_does_not_count(clock: Clock) -> None:
    empty = sse({"choices": [{"index": 0, "delta": {}}]})
    connection = Slow(clock, 1.0, [event("a"), empty, empty, event("b"), sse("[DONE]")])

    with open_stream(operations.CHAT_COMPLETIONS_CREATE, connection, event_timeout=10.0) as stream:
        for _ in stream:
            clock.now += 1000.0

    assert connection.allowed == [10.0, 10.0, 9.0, 8.0, 10.0]


def test_reads_without_a_limit_have_no_timeout(clock: Clock) -> None:
    connection = Slow(clock, 1e6, [event("a"), b":\n\n", b":\n\n", sse("[DONE]")])

    with open_stream(operations.CHAT_COMPLETIONS_CREATE, connection) as stream:
        stream.finish()

    assert set(connection.allowed) == {None}


# Over sockets


def _texts(dialect: str, url: str, backend: str | None, **options: Any) -> list[str]:
    texts: list[str] = []

    async def read(client: Any) -> None:
        async with await CALLS[dialect](client) as stream:
            async for text in stream.text:
                texts.append(text)  # noqa: PERF401 - what came before a failure counts

    try:
        if backend is not None:
            anyio.run(lambda: with_async_client(dialect, url, read, **options), backend=backend)
        else:
            with client_for(dialect, url, **options) as client, CALLS[dialect](client) as stream:
                texts.extend(stream.text)
    finally:
        assert len(texts) < 3
    return texts


def _own_transport(backend: str | None) -> dict[str, Any]:
    return {"transport": httpx.HTTPTransport() if backend is None else httpx.AsyncHTTPTransport()}


@pytest.fixture
def loopback() -> Any:
    server = Loopback()
    yield server
    server.close()


@pytest.mark.parametrize("backend", [None, "asyncio", "trio"])
@pytest.mark.parametrize("own", [False, True], ids=["default", "transport"])
@pytest.mark.parametrize("drip", ["comment", "empty choice", None])
@pytest.mark.parametrize("before", [b"", chunk(event("a"))], ids=["first event", "next event"])
def test_a_stream_without_progress_ends_at_its_event_timeout(
    loopback: Loopback, backend: str | None, own: bool, drip: str | None, before: bytes
) -> None:
    head = STREAM_HEAD + b"\r\n" + before
    loopback.respond_with(
        hang(loopback, head) if drip is None else trickle(loopback, head, chunk(SIGNS_OF_LIFE[drip]))
    )
    options = _own_transport(backend) if own else {}
    began = time.monotonic()

    with pytest.raises(
        StreamTimeoutError, match=r"no event with content .* of 0\.15 s; pass event_timeout="
    ) as caught:
        _texts("chat", loopback.url, backend, event_timeout=SHORT, **options)

    took = time.monotonic() - began
    assert SHORT - 0.01 < took < SOON
    assert caught.value.phase == "read"
    partial: Any = caught.value.partial
    assert (partial is None) is (drip != "empty choice" and not before)
    if before:
        assert partial.choices[0].message.content == "a"


@pytest.mark.parametrize("dialect", CALLS)
@pytest.mark.parametrize("backend", [None, "asyncio"])
def test_ping_is_not_progress_in_any_api(loopback: Loopback, dialect: str, backend: str | None) -> None:
    head = STREAM_HEAD + b"\r\n"
    loopback.respond_with(trickle(loopback, head, chunk(b'event: ping\ndata: {"type": "ping"}\n\n')))

    with pytest.raises(StreamTimeoutError, match="event_timeout="):
        _texts(dialect, loopback.url, backend, event_timeout=SHORT)


@pytest.mark.parametrize("backend", [None, "asyncio", "trio"])
def test_attempt_without_a_first_event_is_retried(loopback: Loopback, backend: str | None) -> None:
    head = STREAM_HEAD + b"\r\n"
    body = chunk(
        event("a") + sse({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}, "[DONE]")
    )
    loopback.respond_with(trickle(loopback, head, chunk(b":\n\n")), hang(loopback, head + body))

    texts = _texts("chat", loopback.url, backend, event_timeout=SHORT, max_retries=1)

    assert texts == ["a"]
    assert len(loopback.requests) == 2


def test_error_names_an_earlier_deadline_or_idle_timeout(loopback: Loopback) -> None:
    loopback.respond_with(hang(loopback, STREAM_HEAD + b"\r\n" + chunk(event("a"))))

    with client_for("chat", loopback.url, event_timeout=30.0) as client:
        for options, named in (
            ({"deadline": SHORT}, "deadline="),
            ({"idle_timeout": SHORT}, "idle_timeout="),
        ):
            arguments: Any = {"model": "m", "messages": [], "stream": True, **options}
            with (
                pytest.raises(StreamTimeoutError, match=named),
                client.chat.completions.create(**arguments) as stream,
            ):
                stream.finish()


# Sources of the limit


def _limit(client: Any) -> float | None:
    limit: float | None = client._executor.settings.event_timeout
    return limit


def test_the_client_the_environment_and_a_default_set_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (Client, AsyncClient):
        monkeypatch.delenv("DO_INFERENCE_EVENT_TIMEOUT", raising=False)
        assert _limit(kind(api_key=KEY)) == 600.0
        monkeypatch.setenv("DO_INFERENCE_EVENT_TIMEOUT", " 45.5 ")
        client = kind(api_key=KEY)
        assert _limit(client) == 45.5
        assert _limit(client.with_options(timeout=3)) == 45.5
        assert _limit(client.with_options(event_timeout=3)) == 3.0
        assert _limit(client.with_options(event_timeout=None)) is None
        assert _limit(kind(api_key=KEY, event_timeout=7)) == 7.0
        monkeypatch.setenv("DO_INFERENCE_EVENT_TIMEOUT", "None")
        assert _limit(kind(api_key=KEY)) is None


@pytest.mark.parametrize("text", ["soon", "0", "-1", "nan", "inf", "10 s"])
def test_invalid_limit_in_the_environment_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("DO_INFERENCE_EVENT_TIMEOUT", text)

    with pytest.raises(ConfigurationError, match=r"DO_INFERENCE_EVENT_TIMEOUT must be .* none for no limit"):
        Client(api_key=KEY)


def test_invalid_limit_is_rejected_before_a_request_is_sent() -> None:
    unusable: Any = "soon"
    with pytest.raises(TypeError, match="event_timeout must be a number of seconds or None"):
        Client(api_key=KEY, event_timeout=unusable)
    with client_for("chat", "http://127.0.0.1:1") as client, pytest.raises(ValueError, match="event_timeout"):
        client.chat.completions.create(model="m", messages=[], stream=True, event_timeout=0)


def test_call_can_disable_the_limit_of_its_client(loopback: Loopback) -> None:
    finish = sse({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}, "[DONE]")

    def handle(request: Any, sock: Any) -> None:
        sock.sendall(STREAM_HEAD + b"\r\n")
        for _ in range(30):
            loopback.released.wait(0.01)
            sock.sendall(chunk(b":\n\n"))
        sock.sendall(chunk(event("a") + finish) + b"0\r\n\r\n")

    loopback.respond_with(handle)
    with client_for("chat", loopback.url, event_timeout=SHORT) as client:
        arguments: Any = {"model": "m", "messages": [], "stream": True, "event_timeout": None}
        with client.chat.completions.create(**arguments) as stream:
            assert list(stream.text) == ["a"]
