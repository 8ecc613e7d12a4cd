"""Event streams: typed events, text as it comes, the finished result, and an honest end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from do_inference.sse import DEFAULT_MAX_EVENT_SIZE

from .core import StreamCore
from .errors import StreamDeadlineError, StreamDecodingError, StreamTimeoutError
from .shells import AsyncEventStream, EventStream

if TYPE_CHECKING:
    from do_inference.transport.connection import AsyncConnection, SyncConnection
    from do_inference_generated._seam import Operation

__all__ = [
    "AsyncEventStream",
    "EventStream",
    "StreamDeadlineError",
    "StreamDecodingError",
    "StreamTimeoutError",
    "open_async_stream",
    "open_stream",
]

ResultT = TypeVar("ResultT")
EventT = TypeVar("EventT")


def open_stream(
    operation: Operation[ResultT, EventT],
    connection: SyncConnection,
    *,
    max_event_size: int = DEFAULT_MAX_EVENT_SIZE,
) -> EventStream[EventT, ResultT]:
    """The stream of `operation` that comes over `connection`, which belongs to it from now on.

    `max_event_size` bounds the bytes of one event.
    """
    return EventStream(StreamCore(operation, max_event_size), connection)


def open_async_stream(
    operation: Operation[ResultT, EventT],
    connection: AsyncConnection,
    *,
    max_event_size: int = DEFAULT_MAX_EVENT_SIZE,
) -> AsyncEventStream[EventT, ResultT]:
    """The stream of `operation` that comes over `connection`, which belongs to it from now on.

    `max_event_size` bounds the bytes of one event.
    """
    return AsyncEventStream(StreamCore(operation, max_event_size), connection)
