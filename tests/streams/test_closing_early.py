"""Streams that are closed before their end was read have no result."""

from __future__ import annotations

import asyncio
import copy
import pickle
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from do_inference.errors import APIConnectionError, APIError, InferenceError
from do_inference.streams import StreamClosedError, open_async_stream, open_stream

from .recordings import CHAT, RECORDINGS, USAGE, Recording
from .scripted import (
    AsyncScriptedConnection,
    ScriptedConnection,
    decoded,
    open_async_scripted,
    open_scripted,
    sse,
)

each_recording = pytest.mark.parametrize("recording", RECORDINGS.values(), ids=RECORDINGS)

READS: dict[str, Callable[[Any], Any]] = {
    "result": lambda stream: stream.result(),
    "finish": lambda stream: stream.finish(),
    "next": next,
    "iteration": list,
    "text": lambda stream: list(stream.text),
    "reasoning": lambda stream: list(stream.reasoning_text),
    "events": lambda stream: list(stream.events()),
}


async def _all(source: Any) -> list[Any]:
    return [item async for item in source]


ASYNC_READS: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "result": lambda stream: stream.result(),
    "finish": lambda stream: stream.finish(),
    "next": anext,
    "iteration": _all,
    "text": lambda stream: _all(stream.text),
    "reasoning": lambda stream: _all(stream.reasoning_text),
    "events": lambda stream: _all(stream.events()),
}


@each_recording
@pytest.mark.parametrize("events", [0, 1])
@pytest.mark.parametrize("rest", ["arrived", "not arrived"])
def test_every_way_of_reading_a_closed_stream_raises(recording: Recording, events: int, rest: str) -> None:
    first = len(recording.stream) if rest == "arrived" else recording.stream.index(b"\n\n") + 2
    script = (recording.stream[:first], recording.stream[first:])
    for read in READS.values():
        stream, _ = open_scripted(recording.operation, *script)
        with stream:
            for _ in range(events):
                next(stream)
            draft = stream.snapshot()
        with pytest.raises(StreamClosedError):
            read(stream)
        with pytest.raises(StreamClosedError, match="closed before its end") as caught:
            read(stream)
        assert caught.value.partial == (draft if events else None)
        assert caught.value.usage == stream.usage
        assert caught.value.request_id == "req_1"
        assert stream.snapshot() == draft
        assert not stream.finished
        assert repr(stream).endswith("closed early>")


@each_recording
def test_every_way_of_reading_a_closed_async_stream_raises(recording: Recording) -> None:
    async def read_all() -> None:
        for read in ASYNC_READS.values():
            stream, _ = open_async_scripted(recording.operation, recording.stream)
            async with stream:
                await anext(stream)
            with pytest.raises(StreamClosedError) as caught:
                await read(stream)
            assert caught.value.partial == stream.snapshot()
            assert not stream.finished

    asyncio.run(read_all())


@each_recording
def test_closing_after_the_end_changes_nothing(recording: Recording) -> None:
    stream, _ = open_scripted(recording.operation, recording.stream)
    with stream:
        assert list(stream)
    stream.close()
    assert stream.result() == stream.finish() == decoded(recording.operation, recording.result)
    assert not [*stream, *stream.text, *stream.events()]
    assert stream.finished


def test_iterators_created_before_the_stream_was_closed_raise() -> None:
    for part in ("text", "events"):
        stream, _ = open_scripted(CHAT.operation, CHAT.stream)
        pieces = stream.text if part == "text" else stream.events()
        next(iter(pieces))
        stream.close()
        with pytest.raises(StreamClosedError):
            list(pieces)


def test_closing_one_iterator_leaves_the_stream_open() -> None:
    stream, _ = open_scripted(CHAT.operation, CHAT.stream)
    with stream:
        text = stream.text
        assert next(text) == "Héllo"
        text.close()  # type: ignore[attr-defined]
        assert stream.finish() == decoded(CHAT.operation, CHAT.result)


def test_finish_reason_without_the_end_of_the_stream_is_not_a_result() -> None:
    finish = {"choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": "stop"}]}
    stream, _ = open_scripted(CHAT.operation, sse(finish, {"choices": [], "usage": USAGE}, "[DONE]"))
    with stream:
        for chunk in stream:
            if chunk.choices[0].finish_reason:
                break
    with pytest.raises(StreamClosedError) as caught:
        stream.result()
    assert caught.value.partial.choices[0].message.content == "a"
    assert caught.value.usage is None


def test_failure_remains_the_error_after_the_stream_is_closed() -> None:
    stream, _ = open_scripted(CHAT.operation, CHAT.stream[:200], APIConnectionError("reset"))
    with stream, pytest.raises(APIConnectionError):
        list(stream)
    for read in READS.values():
        with pytest.raises(APIConnectionError, match="reset"):
            read(stream)


def test_the_error_can_be_pickled_and_copied() -> None:
    stream, _ = open_scripted(CHAT.operation, CHAT.stream)
    next(stream)
    stream.close()
    with pytest.raises(StreamClosedError) as caught:
        stream.result()
    for twin in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert (str(twin), twin.partial, twin.usage) == (str(caught.value), caught.value.partial, None)


class Blocking(ScriptedConnection):
    """A connection whose second read waits until the connection is closed, and then calls `then`."""

    def __init__(self, last: bytes | APIError) -> None:
        super().__init__([CHAT.stream[: CHAT.stream.index(b"\n\n") + 2]])
        self.reading = threading.Event()
        self.closing = threading.Event()
        self.last = last

    def read(self, within: float | None = None) -> bytes:
        if self.reads == 0:
            return super().read()
        self.reading.set()
        assert self.closing.wait(10)
        if isinstance(self.last, APIError):
            raise self.last
        return self.last

    def close(self) -> None:
        super().close()
        self.closing.set()


@pytest.mark.parametrize(
    "last", [APIConnectionError("closed"), b"", CHAT.stream], ids=["fails", "ends", "delivers"]
)
def test_a_stream_that_another_thread_closes_raises_in_the_reader(last: bytes | APIError) -> None:
    connection = Blocking(last)
    stream = open_stream(CHAT.operation, connection)
    next(stream)

    def close() -> None:
        assert connection.reading.wait(10)
        stream.close()

    closer = threading.Thread(target=close)
    closer.start()
    with pytest.raises(StreamClosedError) as caught:
        stream.finish()
    closer.join()
    assert caught.value.partial == stream.snapshot()
    assert not stream.finished


def test_a_second_thread_that_reads_at_the_same_time_gets_an_error() -> None:
    connection = Blocking(APIConnectionError("closed"))
    stream = open_stream(CHAT.operation, connection)
    next(stream)
    caught: list[Exception] = []

    def read() -> None:
        try:
            stream.finish()
        except InferenceError as error:
            caught.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    assert connection.reading.wait(10)
    with pytest.raises(InferenceError, match="two threads read the same stream"):
        next(stream)
    stream.close()
    reader.join()
    assert [type(error) for error in caught] == [StreamClosedError]


def test_a_second_task_that_reads_at_the_same_time_gets_an_error() -> None:
    class Waiting(AsyncScriptedConnection):
        async def read(self, within: float | None = None) -> bytes:
            await asyncio.Event().wait()
            return b""

    async def main() -> None:
        stream = open_async_stream(CHAT.operation, Waiting(ScriptedConnection([])))
        first = asyncio.ensure_future(stream.finish())
        await asyncio.sleep(0)
        with pytest.raises(InferenceError, match="two tasks read the same stream"):
            await anext(stream)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        with pytest.raises(StreamClosedError):
            await stream.result()

    asyncio.run(main())
