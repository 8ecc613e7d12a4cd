"""Detects whether a response body is an event stream or JSON. Without I/O.

The content type is not reliable: servers send streams with any content type or none, and JSON as `text/event-stream`.
An event stream does not start with a brace or a bracket, because such a line is not a field of an event.
"""

from __future__ import annotations

import enum
from typing import Final

from do_inference._json.codec import BOM_AND_SPACE
from do_inference.sse import EventSplitter, EventTooLargeError, RawEvent, UnfinishedEvent

_BEGINNING_SIZE: Final = 1024
"""Bytes of the body that are stored for error messages."""


class BodyKind(enum.Enum):
    """The format of a body. UNKNOWN until its first byte that is not white space."""

    UNKNOWN = enum.auto()
    EVENTS = enum.auto()
    JSON = enum.auto()


class Body:
    """A body that is received in chunks: splits a stream into events, and buffers JSON until it is complete."""

    def __init__(self, max_event_size: int) -> None:
        self.kind = BodyKind.UNKNOWN
        self.beginning = b""
        """The first bytes, for the error message if the body is not a stream."""
        self._max = max_event_size
        self._buffer = bytearray()
        self.splitter = EventSplitter(max_event_size)
        """The decoder of the stream. Callers feed it directly once the body is known to be a stream."""

    @property
    def content(self) -> bytes:
        """The bytes received, if the body is JSON."""
        return bytes(self._buffer)

    def feed(self, data: bytes) -> list[RawEvent]:
        """Add a chunk and return the events that it completes."""
        self._buffer += data
        if self._detect(data) is BodyKind.EVENTS:
            data, self._buffer = bytes(self._buffer), bytearray()
            return self.splitter.feed(data)
        if len(self._buffer) > self._max:
            raise EventTooLargeError(
                f"the server returned JSON instead of a stream, and it is larger than {self._max} bytes"
            )
        return []

    def unfinished(self) -> UnfinishedEvent | None:
        """Return the incomplete event at the end of the body; None if the body ends between events."""
        return self.splitter.unfinished()

    def _detect(self, data: bytes) -> BodyKind:
        beginning = data.lstrip(BOM_AND_SPACE) if self.kind is BodyKind.UNKNOWN else b""
        if beginning:
            self.kind = BodyKind.JSON if beginning[:1] in b"{[" else BodyKind.EVENTS
            self.beginning = bytes(self._buffer[:_BEGINNING_SIZE])
        return self.kind
