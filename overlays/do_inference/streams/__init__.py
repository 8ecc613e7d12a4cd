"""Event streams: typed events, text as it comes, the finished result, and an honest end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from do_inference.sse import DEFAULT_MAX_EVENT_SIZE
from do_inference_generated._stream import AsyncStream as AsyncStream
from do_inference_generated._stream import ChoiceDone as ChoiceDone
from do_inference_generated._stream import CitationsFound as CitationsFound
from do_inference_generated._stream import ImageReceived as ImageReceived
from do_inference_generated._stream import InfoReported as InfoReported
from do_inference_generated._stream import ReasoningDelta as ReasoningDelta
from do_inference_generated._stream import RefusalDelta as RefusalDelta
from do_inference_generated._stream import RetrievalReported as RetrievalReported
from do_inference_generated._stream import Stream as Stream
from do_inference_generated._stream import StreamEvent as StreamEvent
from do_inference_generated._stream import TextDelta as TextDelta
from do_inference_generated._stream import ToolCallDelta as ToolCallDelta
from do_inference_generated._stream import ToolCallDone as ToolCallDone
from do_inference_generated._stream import ToolCallStarted as ToolCallStarted
from do_inference_generated._stream import UsageReported as UsageReported

from ._async_stream import AsyncEventStream
from ._core import StreamCore
from ._errors import StreamClosedError, StreamDeadlineError, StreamDecodingError, StreamTimeoutError
from ._sync_stream import EventStream

if TYPE_CHECKING:
    from do_inference._http.report import CallReport
    from do_inference._settings.redaction import Secrets
    from do_inference._transport.connection import AsyncConnection, SyncConnection
    from do_inference_generated._interface import Operation

__all__ = [
    "AsyncEventStream",
    "AsyncStream",
    "ChoiceDone",
    "CitationsFound",
    "EventStream",
    "ImageReceived",
    "InfoReported",
    "ReasoningDelta",
    "RefusalDelta",
    "RetrievalReported",
    "Stream",
    "StreamClosedError",
    "StreamDeadlineError",
    "StreamDecodingError",
    "StreamEvent",
    "StreamTimeoutError",
    "TextDelta",
    "ToolCallDelta",
    "ToolCallDone",
    "ToolCallStarted",
    "UsageReported",
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
    answers: int = 1,
    secrets: Secrets | None = None,
    event_timeout: float | None = None,
    report: CallReport | None = None,
) -> EventStream[EventT, ResultT]:
    """The stream of `operation` that comes over `connection`, which belongs to it from now on.

    `max_event_size` bounds the bytes of one event. `answers` is how many were asked for, each with a final event of
    its own; fewer are complete where the stream ends properly. `secrets` are removed from what errors show.
    `event_timeout` is how many seconds may pass without an event that carries content, None for no limit. `report`
    receives the end of the stream.
    """
    return EventStream(
        StreamCore(operation, max_event_size, answers, secrets, event_timeout), connection, report
    )


def open_async_stream(
    operation: Operation[ResultT, EventT],
    connection: AsyncConnection,
    *,
    max_event_size: int = DEFAULT_MAX_EVENT_SIZE,
    answers: int = 1,
    secrets: Secrets | None = None,
    event_timeout: float | None = None,
    report: CallReport | None = None,
) -> AsyncEventStream[EventT, ResultT]:
    """The stream of `operation` that comes over `connection`, which belongs to it from now on.

    `max_event_size` bounds the bytes of one event. `answers` is how many were asked for, each with a final event of
    its own; fewer are complete where the stream ends properly. `secrets` are removed from what errors show.
    `event_timeout` is how many seconds may pass without an event that carries content, None for no limit. `report`
    receives the end of the stream.
    """
    return AsyncEventStream(
        StreamCore(operation, max_event_size, answers, secrets, event_timeout), connection, report
    )
