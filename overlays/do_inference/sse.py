"""Server-sent events, decoded by the letter of the WHATWG algorithm, without I/O.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

Everything is linear in the bytes fed, however they are cut. What is common (`data: {...}` and a blank line)
is split by `bytes.split` alone; whatever else comes goes line by line.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .errors import InferenceError

DEFAULT_MAX_EVENT_SIZE: Final = 64 * 1024 * 1024
"""Bytes that one event may have unless told otherwise. Generous: images come as one line of base64."""

_BOM: Final = b"\xef\xbb\xbf"
_MAX_RETRY_DIGITS: Final = 18

RawEvent = tuple[bytes | None, bytes, bytes, int | None]
"""Name (None where the event has none), data, last event id, and the `retry` of this event's own lines."""


class Unfinished(NamedTuple):
    """An event that began and that no blank line completed."""

    name: bytes | None
    data: bytes
    torn: bool
    """Whether its last line breaks off somewhere other than in its data, or it has no data."""


class EventTooLargeError(InferenceError, ValueError):
    """One event grew beyond `max_event_size` bytes. The decoder that raised it takes no more bytes."""


class ServerSentEvent(NamedTuple):
    """One dispatched event."""

    event: str | None
    """The event's name; None where the stream gave none, which the standard calls `message`."""
    data: str
    id: str | None
    """The last event id of the stream when this event was dispatched; None where none is set."""
    retry: int | None
    """Milliseconds to wait before a reconnection, if this event's own lines gave them."""

    def __repr__(self) -> str:
        from do_inference_generated._model import brief  # Only here: a decoder needs no models.

        shown = ", ".join(f"{name}={brief(value)}" for name, value in self._asdict().items())
        return f"ServerSentEvent({shown})"


class EventStreamDecoder:
    """Turns the bytes of an event stream, cut anywhere, into events.

    `max_event_size` bounds the bytes of one line and of one event's data, so that a stream that never ends an
    event cannot exhaust the memory.
    """

    def __init__(self, *, max_event_size: int = DEFAULT_MAX_EVENT_SIZE) -> None:
        self._splitter = EventSplitter(max_event_size)

    @property
    def last_event_id(self) -> str | None:
        """What a reconnecting client sends as `Last-Event-ID`; None where no id is set."""
        return _text(self._splitter.last_id) or None

    @property
    def retry(self) -> int | None:
        """The reconnection time that the stream asked for last, in milliseconds."""
        return self._splitter.retry

    def feed(self, data: bytes | bytearray | memoryview) -> list[ServerSentEvent]:
        """The events that `data` completes.

        Raises:
            EventTooLargeError: an event is larger than allowed. Events complete before it are returned first,
                and the error is raised by the next call.
        """
        if not isinstance(data, bytes):
            data = bytes(memoryview(data))
        return [
            ServerSentEvent(
                None if name is None else _text(name), _text(payload), _text(event_id) or None, retry
            )
            for name, payload, event_id, retry in self._splitter.feed(data)
        ]

    def close(self) -> list[ServerSentEvent]:
        """The stream has ended. What no blank line completed is discarded, as the standard wants it.

        The decoder can then be fed another stream: `last_event_id` and `retry` stay.

        Raises:
            EventTooLargeError: an event that was too large was met by the last `feed`.
        """
        self._splitter.restart()
        return []


class EventSplitter:
    """The decoder beneath: works on bytes and leaves the text to whoever wants it."""

    def __init__(self, max_event_size: int = DEFAULT_MAX_EVENT_SIZE) -> None:
        self.retry: int | None = None
        self.last_id = b""
        self._max = max_event_size
        self.failure: EventTooLargeError | None = None
        """What the next call raises: the event that was too large came behind events that were not."""
        self._begin()

    def _begin(self) -> None:
        self._at_start = True
        self._held = b""
        self._partial = bytearray()
        self._skip_line_feed = False
        self._name: bytes | None = None
        self._data: bytes | bytearray | None = None
        self._id = self.last_id
        self._event_retry: int | None = None
        self._began = False
        self._clean = True

    def restart(self) -> None:
        """Forget what was not dispatched and expect a new stream."""
        if self.failure is not None:
            raise self.failure
        self._begin()

    def feed(self, data: bytes) -> list[RawEvent]:
        """The events that `data` completes; see `EventStreamDecoder.feed`."""
        # One whole event in one piece, the commonest of all.
        if (
            self._clean
            and not self._at_start
            and data.startswith(b"data: ")
            and data.find(b"\n") == len(data) - 2
            and data.endswith(b"\n\n")
            and b"\r" not in data
            and len(data) <= self._max
        ):
            return [(None, data[6:-2], self.last_id, None)]
        if self.failure is not None:
            raise self.failure
        events: list[RawEvent] = []
        try:
            if self._partial and b"\n" not in data and b"\r" not in data:
                self._extend_line(data)
            else:
                self._split(data, events)
        except EventTooLargeError as error:
            self.failure = error
            self._clean = False
            if not events:
                raise
        return events

    def unfinished(self) -> Unfinished | None:
        """The event in the middle of which the stream ended; None if it ended between events.

        A comment and white space belong to no event.
        """
        if self.failure is not None:
            return None
        line, self._partial = bytes(self._partial), bytearray()
        torn = _is_field(line) and not line.startswith(b"data:")
        if line:
            self._line(line, [])
        if not self._began:
            return None
        return Unfinished(self._name or None, bytes(self._data or b""), torn or self._data is None)

    def _split(self, data: bytes, events: list[RawEvent]) -> None:
        if self._at_start:
            data = self._without_bom(data)
        if not data:
            return
        if b"\r" in data:
            # Most streams with CR have nothing but CRLF, and most pieces do not end between the two.
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
        data = self._held + data
        if len(data) < len(_BOM) and _BOM.startswith(data):
            self._held = data
            return b""
        self._at_start = False
        self._held = b""
        return data.removeprefix(_BOM)

    def _by_block(self, data: bytes, events: list[RawEvent]) -> None:
        """Split bytes that begin between two events and hold no CR."""
        bounded = len(data) > self._max
        blocks = data.split(b"\n\n")
        rest = blocks.pop()
        for block in blocks:
            if block.startswith(b"data: ") and b"\n" not in block:
                if bounded and len(block) > self._max:
                    raise self._too_large()
                events.append((None, block[6:], self.last_id, None))
                continue
            name, _, payload = block.partition(b"\n")
            if name.startswith(b"event: ") and payload.startswith(b"data: ") and b"\n" not in payload:
                if bounded and max(len(name), len(payload)) > self._max:
                    raise self._too_large()
                events.append((name[7:] or None, payload[6:], self.last_id, None))
            else:
                for line in block.split(b"\n"):
                    self._line(line, events)
                self._line(b"", events)
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
        if lines and self._partial:
            self._partial += lines[0]
            lines[0] = bytes(self._partial)
            self._partial = bytearray()
        for line in lines:
            self._line(line, events)
        if rest:
            self._extend_line(rest)
        self._clean = self._is_clean()

    def _extend_line(self, data: bytes) -> None:
        self._partial += data
        if len(self._partial) > self._max:
            raise self._too_large()

    def _is_clean(self) -> bool:
        return not (
            self._partial
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
        self._began = self._began or _is_field(line)
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
        # A number of more digits than any clock has is no time to wait, and parsing it is quadratic.
        if len(digits.lstrip(b"0")) <= _MAX_RETRY_DIGITS:
            self.retry = self._event_retry = int(digits.lstrip(b"0") or b"0")

    def _dispatch(self, events: list[RawEvent]) -> None:
        self.last_id = self._id
        if self._data is not None:
            events.append((self._name or None, bytes(self._data), self.last_id, self._event_retry))
            self._data = None
        self._name = None
        self._event_retry = None
        self._began = False

    def _too_large(self) -> EventTooLargeError:
        return EventTooLargeError(f"an event of the stream is larger than {self._max} bytes")


def _is_field(line: bytes) -> bool:
    """Whether a line is, or begins, a field of an event, known or not."""
    return not line.startswith(b":") and bool(line.strip())


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
