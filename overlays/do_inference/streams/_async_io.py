"""What differs between asynchronous and synchronous streams in more than names. `_sync_io` has the same names."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from do_inference_generated._stream import ReasoningDelta, StreamEvent, TextDelta

if TYPE_CHECKING:
    from do_inference._transport.connection import AsyncConnection
    from do_inference.errors import APIError

    from ._async_stream import AsyncEventStream
    from ._core import CallReporter


def events_of(stream: AsyncEventStream[Any, Any]) -> AsyncIterator[StreamEvent]:
    """Return the iterator of `events()`."""
    return _Events(stream)


def fragments_of(
    stream: AsyncEventStream[Any, Any], kind: type[TextDelta | ReasoningDelta]
) -> AsyncIterator[str]:
    """Return the iterator of `text` or of `reasoning_text`."""
    return _Fragments(stream, kind)


def close_leaked(
    connection: AsyncConnection, report: CallReporter | None, error: APIError | None, usage: object
) -> None:
    """Close a connection in a separate task, for a stream that is garbage-collected and that no caller can await.

    Without a running event loop the connection is not closed.
    """

    async def close() -> None:
        await connection.close()
        if report is not None:
            await report.finish_async(error, usage=usage)

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        trio: Any = sys.modules.get("trio")
        if trio is not None:
            with suppress(RuntimeError):  # trio does not run in this thread either.
                trio.lowlevel.spawn_system_task(close)
                return
        if report is not None:
            report.finish(error, usage=usage)
    else:
        loop.call_soon(loop.create_task, close())


class _Events(AsyncIterator[StreamEvent]):
    """The iterator of `events()`. Unlike an asynchronous generator, it does not have to be closed."""

    def __init__(self, stream: AsyncEventStream[Any, Any]) -> None:
        self._stream = stream
        self._emitted: list[StreamEvent] = []
        self._position = 0

    async def __anext__(self) -> StreamEvent:
        more = True
        while self._position >= len(self._emitted):
            if not more:
                raise StopAsyncIteration
            self._emitted.clear()
            self._position = 0
            more = await self._stream._next(self._emitted) is not None
        self._position += 1
        return self._emitted[self._position - 1]


class _Fragments(AsyncIterator[str]):
    """The iterator of `text` and `reasoning_text`."""

    def __init__(self, stream: AsyncEventStream[Any, Any], kind: type[TextDelta | ReasoningDelta]) -> None:
        self._events = _Events(stream)
        self._kind = kind

    async def __anext__(self) -> str:
        while True:
            event = await self._events.__anext__()
            if isinstance(event, self._kind) and event.choice == 0:
                return event.text
