"""What differs between synchronous and asynchronous streams in more than names. `_async_io` has the same names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from do_inference_generated._stream import ReasoningDelta, StreamEvent, TextDelta

if TYPE_CHECKING:
    from do_inference._transport.connection import SyncConnection
    from do_inference.errors import APIError

    from ._core import CallReporter
    from ._sync_stream import EventStream


def events_of(stream: EventStream[Any, Any]) -> Iterator[StreamEvent]:
    """Yield the events of `events()`."""
    emitted: list[StreamEvent] = []
    more = True
    while more:
        more = stream._next(emitted) is not None
        yield from emitted
        emitted.clear()


def fragments_of(stream: EventStream[Any, Any], kind: type[TextDelta | ReasoningDelta]) -> Iterator[str]:
    """Yield the text of `text` or of `reasoning_text`."""
    for event in events_of(stream):
        if isinstance(event, kind) and event.choice == 0:
            yield event.text


def close_leaked(
    connection: SyncConnection, report: CallReporter | None, error: APIError | None, usage: object
) -> None:
    """Close the connection of a stream that is garbage-collected without having been closed."""
    connection.close()
    if report is not None:
        report.finish(error, usage=usage)
