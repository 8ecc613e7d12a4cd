"""A decoder for server-sent events that implements the WHATWG algorithm. Without I/O.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

The cost is linear in the number of bytes, however they are divided into chunks. The common form of an event (a line
`data: {...}` and a blank line) is split with `bytes.split`. All other forms are processed line by line.

Example:
    decoder = EventStreamDecoder()
    for chunk in response.iter_bytes():
        for event in decoder.feed(chunk):
            print(event.event, event.data)
    decoder.close()
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .errors import InferenceError

DEFAULT_MAX_EVENT_SIZE: Final = 64 * 1024 * 1024
"""The default maximum size of one event in bytes. It is large because an image is one line of Base64."""

_BOM: Final = b"\xef\xbb\xbf"
_MAX_RETRY_DIGITS: Final = 18
"""Longer values of `retry` are ignored: no delay is that long, and converting long numbers takes quadratic time."""

RawEvent = bytes | tuple[bytes | None, bytes, bytes, int | None]
"""The name (None without one), the data, the last event ID, and the `retry` in the lines of this event.

An event that has only data, in a stream without IDs, is its data. Nearly all events are, and a tuple for each of them
would double the work of the garbage collector in a program with many streams."""


class UnfinishedEvent(NamedTuple):
    """An event at the end of a stream that is not followed by a blank line."""

    name: bytes | None
    data: bytes
    truncated: bool
    """Whether the event has no data, or its last line is incomplete and is not a `data` line."""


class EventTooLargeError(InferenceError, ValueError):
    """An event is larger than `max_event_size` bytes. The decoder that raised the error accepts no more bytes."""


class ServerSentEvent(NamedTuple):
    r"""One server-sent event.

    Example:
        (event,) = EventStreamDecoder().feed(b"event: delta\ndata: Hello\n\n")
        assert event == ServerSentEvent(event="delta", data="Hello", id=None, retry=None)
    """

    event: str | None
    """The type of the event, from its `event` field. None without one: the standard then uses `message`."""
    data: str
    """The `data` lines of the event, joined by line feeds."""
    id: str | None
    """The last event ID of the stream at the time of this event; None if no ID is set."""
    retry: int | None
    """The reconnection time in milliseconds, if this event contains it."""

    def __repr__(self) -> str:
        from do_inference_generated._model import (
            brief,
        )  # Imported here for start-up time: a decoder does not need models.

        shown = ", ".join(f"{name}={brief(value)}" for name, value in self._asdict().items())
        return f"ServerSentEvent({shown})"


class EventStreamDecoder:
    r"""An incremental decoder of event streams. Chunks can end anywhere, also within a character.

    `max_event_size` limits the size of one line and of the data of one event in bytes, so that a stream without blank
    lines cannot exhaust the memory.

    Example:
        decoder = EventStreamDecoder()
        assert decoder.feed(b"data: Hel") == []
        assert [event.data for event in decoder.feed(b"lo\n\n")] == ["Hello"]
    """

    def __init__(self, *, max_event_size: int = DEFAULT_MAX_EVENT_SIZE) -> None:
        self._splitter = EventSplitter(max_event_size)

    @property
    def last_event_id(self) -> str | None:
        """The value that a client sends as `Last-Event-ID` when it reconnects; None if no ID is set."""
        return _text(self._splitter.last_id) or None

    @property
    def retry(self) -> int | None:
        """The reconnection time last set by the stream, in milliseconds; None if none was set."""
        return self._splitter.retry

    def feed(self, data: bytes | bytearray | memoryview) -> list[ServerSentEvent]:
        """Add a chunk and return the events that it completes.

        Raises:
            EventTooLargeError: An event is larger than `max_event_size`. If the chunk completes other events before
                it, these are returned, and the next call raises the error.
        """
        if not isinstance(data, bytes):
            data = bytes(memoryview(data))
        return [_decoded(event) for event in self._splitter.feed(data)]

    def close(self) -> list[ServerSentEvent]:
        """End the stream, and discard an incomplete event, as the standard requires. Returns an empty list.

        The decoder can then decode another stream. `last_event_id` and `retry` remain.

        Raises:
            EventTooLargeError: The last call of `feed` received an event larger than `max_event_size`.
        """
        self._splitter.restart()
        return []


class EventSplitter:
    """The decoder of bytes on which `EventStreamDecoder` builds. It returns `RawEvent`s, without decoding text."""

    def __init__(self, max_event_size: int = DEFAULT_MAX_EVENT_SIZE) -> None:
        self.retry: int | None = None
        self.last_id = b""
        self._max = max_event_size
        self.failure: EventTooLargeError | None = None
        """The error that the next call raises, because the last chunk also completed events before the large one."""
        self._begin()

    def _begin(self) -> None:
        self._at_start = True
        self._prefix = b""
        self._line_start = bytearray()
        self._skip_line_feed = False
        self._name: bytes | None = None
        self._data: bytes | bytearray | None = None
        self._id = self.last_id
        self._event_retry: int | None = None
        self._has_fields = False
        self._clean = True

    def restart(self) -> None:
        """Discard an incomplete event and expect the start of a new stream."""
        if self.failure is not None:
            raise self.failure
        self._begin()

    def feed(self, data: bytes) -> list[RawEvent]:
        """Add a chunk and return the events that it completes. See `EventStreamDecoder.feed`."""
        # The fast path: the chunk is exactly one event of one `data` line, as in most streams.
        if (
            self._clean
            and not self._at_start
            and data.startswith(b"data: ")
            and data.find(b"\n") == len(data) - 2
            and data.endswith(b"\n\n")
            and b"\r" not in data
            and len(data) <= self._max
        ):
            return [(None, data[6:-2], self.last_id, None) if self.last_id else data[6:-2]]
        if self.failure is not None:
            raise self.failure
        events: list[RawEvent] = []
        try:
            if self._line_start and b"\n" not in data and b"\r" not in data:
                self._extend_line(data)
            else:
                self._split(data, events)
        except EventTooLargeError as error:
            self.failure = error
            self._clean = False
            if not events:
                raise
        return events

    def unfinished(self) -> UnfinishedEvent | None:
        """Return the incomplete event at the end of the stream; None if the stream ended between events.

        Comments and white space are not part of an event.
        """
        if self.failure is not None:
            return None
        line, self._line_start = bytes(self._line_start), bytearray()
        truncated = _is_field(line) and not line.startswith(b"data:")
        if line:
            self._line(line, [])
        if not self._has_fields:
            return None
        return UnfinishedEvent(self._name or None, bytes(self._data or b""), truncated or self._data is None)

    def _split(self, data: bytes, events: list[RawEvent]) -> None:
        if self._at_start:
            data = self._without_bom(data)
        if not data:
            return
        if b"\r" in data:
            # Most streams with CR use CRLF throughout, and few chunks end between CR and LF.
            plain = data.replace(b"\r\n", b"\n")
            if self._skip_line_feed or b"\r" in plain:
                self._by_line(data, events)
                return
            data = plain
        if not self._clean:
            boundary = data.find(b"\n\n") + 2
            if boundary < 2:
                self._by_line(data, events)
                return
            self._by_line(data[:boundary], events)
            data = data[boundary:]
        self._by_block(data, events)

    def _without_bom(self, data: bytes) -> bytes:
        data = self._prefix + data
        if len(data) < len(_BOM) and _BOM.startswith(data):
            self._prefix = data
            return b""
        self._at_start = False
        self._prefix = b""
        return data.removeprefix(_BOM)

    def _by_block(self, data: bytes, events: list[RawEvent]) -> None:
        """Split a chunk that starts between two events and contains no CR."""
        bounded = len(data) > self._max
        blocks = data.split(b"\n\n")
        rest = blocks.pop()
        last_id = self.last_id
        for block in blocks:
            if block.startswith(b"data: ") and b"\n" not in block:
                if bounded and len(block) > self._max:
                    raise self._too_large()
                events.append((None, block[6:], last_id, None) if last_id else block[6:])
                continue
            name, _, payload = block.partition(b"\n")
            if name.startswith(b"event: ") and payload.startswith(b"data: ") and b"\n" not in payload:
                if bounded and max(len(name), len(payload)) > self._max:
                    raise self._too_large()
                events.append((name[7:] or None, payload[6:], last_id, None))
            else:
                for line in block.split(b"\n"):
                    self._line(line, events)
                self._line(b"", events)
                last_id = self.last_id
        if rest:
            self._by_line(rest, events)

    def _by_line(self, data: bytes, events: list[RawEvent]) -> None:
        if self._skip_line_feed:
            data = data.removeprefix(b"\n")
            self._skip_line_feed = False
            if not data:
                self._clean = self._is_clean()
                return
        lines = data.splitlines()
        rest = b""
        if data.endswith(b"\r"):
            self._skip_line_feed = True
        elif not data.endswith(b"\n"):
            rest = lines.pop()
        if lines and self._line_start:
            self._line_start += lines[0]
            lines[0] = bytes(self._line_start)
            self._line_start = bytearray()
        for line in lines:
            self._line(line, events)
        if rest:
            self._extend_line(rest)
        self._clean = self._is_clean()

    def _extend_line(self, data: bytes) -> None:
        self._line_start += data
        if len(self._line_start) > self._max:
            raise self._too_large()

    def _is_clean(self) -> bool:
        return not (
            self._line_start
            or self._skip_line_feed
            or self._data is not None
            or self._name is not None
            or self._event_retry is not None
            or self._id != self.last_id
        )

    def _line(self, line: bytes, events: list[RawEvent]) -> None:
        if not line:
            self._dispatch(events)
            return
        if len(line) > self._max:
            raise self._too_large()
        self._has_fields = self._has_fields or _is_field(line)
        field, _, value = line.partition(b":")
        if value.startswith(b" "):
            value = value[1:]
        if field == b"data":
            self._append(value)
        elif field == b"event":
            self._name = value
        elif field == b"id":
            if b"\0" not in value:
                self._id = value
        elif field == b"retry" and value.isdigit():
            self._set_retry(value)

    def _append(self, value: bytes) -> None:
        if self._data is None:
            self._data = value
            return
        if not isinstance(self._data, bytearray):
            self._data = bytearray(self._data)
        self._data += b"\n"
        self._data += value
        if len(self._data) > self._max:
            raise self._too_large()

    def _set_retry(self, digits: bytes) -> None:
        if len(digits.lstrip(b"0")) <= _MAX_RETRY_DIGITS:
            self.retry = self._event_retry = int(digits.lstrip(b"0") or b"0")

    def _dispatch(self, events: list[RawEvent]) -> None:
        self.last_id = self._id
        if self._data is not None:
            events.append((self._name or None, bytes(self._data), self.last_id, self._event_retry))
            self._data = None
        self._name = None
        self._event_retry = None
        self._has_fields = False

    def _too_large(self) -> EventTooLargeError:
        return EventTooLargeError(f"an event of the stream is larger than {self._max} bytes")


def _is_field(line: bytes) -> bool:
    """Return whether a line is a field of an event, known or unknown, or the start of one."""
    return not line.startswith(b":") and bool(line.strip())


def _decoded(event: RawEvent) -> ServerSentEvent:
    if isinstance(event, bytes):
        return ServerSentEvent(None, _text(event), None, None)
    name, data, event_id, retry = event
    return ServerSentEvent(None if name is None else _text(name), _text(data), _text(event_id) or None, retry)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
