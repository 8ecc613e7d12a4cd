"""Event streams: typed events, fragments of text, the combined result, and an error if the stream is incomplete.

Users receive a `Stream` or an `AsyncStream` from the methods of a client. This module exports them, the members of
`StreamEvent` and the errors of streams.

Example:
    from do_inference.streams import TextDelta

    with client.chat.completions.create(model=model, messages=messages, stream=True) as stream:
        for event in stream.events():
            if isinstance(event, TextDelta):
                print(event.text, end="")
"""

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
from ._core import CallReporter, StreamCore
from ._errors import StreamClosedError, StreamDeadlineError, StreamDecodingError, StreamTimeoutError
from ._sync_stream import EventStream

if TYPE_CHECKING:
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
    choices: int = 1,
    secrets: Secrets | None = None,
    event_timeout: float | None = None,
    report: CallReporter | None = None,
) -> EventStream[EventT, ResultT]:
    """Open the event stream of `operation` over `connection`. The stream closes the connection.

    `max_event_size` is the maximum size of one event in bytes. `choices` is the number of choices, or images, that the
    request asked for: a stream without a terminator is complete after this many. `secrets` are removed from error
    messages. `event_timeout` is the number of seconds that may pass without an event that has content, None for no
    limit. `report` receives the end of the call.
    """
    return EventStream(
        StreamCore(operation, max_event_size, choices, secrets, event_timeout), connection, report
    )


def open_async_stream(
    operation: Operation[ResultT, EventT],
    connection: AsyncConnection,
    *,
    max_event_size: int = DEFAULT_MAX_EVENT_SIZE,
    choices: int = 1,
    secrets: Secrets | None = None,
    event_timeout: float | None = None,
    report: CallReporter | None = None,
) -> AsyncEventStream[EventT, ResultT]:
    """Open the event stream of `operation` over `connection`. The stream closes the connection.

    `max_event_size` is the maximum size of one event in bytes. `choices` is the number of choices, or images, that the
    request asked for: a stream without a terminator is complete after this many. `secrets` are removed from error
    messages. `event_timeout` is the number of seconds that may pass without an event that has content, None for no
    limit. `report` receives the end of the call.
    """
    return AsyncEventStream(
        StreamCore(operation, max_event_size, choices, secrets, event_timeout), connection, report
    )
