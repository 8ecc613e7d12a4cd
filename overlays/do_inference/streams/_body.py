"""What kind of body came: an event stream, or JSON where a stream was asked for. Without I/O.

Content types are not believed: streams come with any of them or none, and JSON comes as `text/event-stream`.
No event stream begins with a brace, because such a line has no meaning in one.
"""

from __future__ import annotations

import enum
from typing import Final

from do_inference._json.codec import BOM_AND_SPACE
from do_inference.sse import EventSplitter, EventTooLargeError, RawEvent, Unfinished

_BEGINNING_KEPT: Final = 1024


class Kind(enum.Enum):
    """What a body turned out to be."""

    UNKNOWN = enum.auto()
    EVENTS = enum.auto()
    JSON = enum.auto()


class Body:
    """Takes the pieces of a body as they come and gives events, or keeps the whole where it is JSON."""

    def __init__(self, max_event_size: int) -> None:
        self.kind = Kind.UNKNOWN
        self.beginning = b""
        """The first bytes, for telling what came instead of a stream."""
        self._max = max_event_size
        self._held = bytearray()
        self.splitter = EventSplitter(max_event_size)
        """What takes the bytes once they are known to be a stream."""

    @property
    def whole(self) -> bytes:
        """The body, where it is JSON."""
        return bytes(self._held)

    def feed(self, data: bytes) -> list[RawEvent]:
        """The events that `data` completes. Once this is known to be a stream, its splitter alone is asked."""
        self._held += data
        if self._look() is Kind.EVENTS:
            held, self._held = bytes(self._held), bytearray()
            return self.splitter.feed(held)
        if len(self._held) > self._max:
            raise EventTooLargeError(f"an answer in place of a stream is larger than {self._max} bytes")
        return []

    def unfinished(self) -> Unfinished | None:
        """The event in the middle of which the body ended."""
        return self.splitter.unfinished()

    def _look(self) -> Kind:
        told = self._held.lstrip(BOM_AND_SPACE) if self.kind is Kind.UNKNOWN else b""
        if told:
            self.kind = Kind.JSON if told[:1] in b"{[" else Kind.EVENTS
            self.beginning = bytes(self._held[:_BEGINNING_KEPT])
        return self.kind
