"""What a stream decides, without I/O: what is an event, an end or an error, and what all adds up to.

The streams with and without `await` feed it bytes and hand out what it gives.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import msgspec

from do_inference._json.codec import excerpt, loads
from do_inference._responses.error_bodies import describe, model_of, unwrapped
from do_inference._responses.metadata import attach
from do_inference._responses.outcome import (
    is_about_a_part,
    is_blank,
    is_failure,
    is_plain_result,
    missing_fields,
)
from do_inference._settings.redaction import Secrets
from do_inference.errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    DecodingError,
    InferenceError,
    StreamTruncated,
)
from do_inference.rate_limit._headers import requested_wait
from do_inference.sse import EventTooLargeError, RawEvent, Unfinished

from ._accumulators import Emit, ReportDecoder, new_accumulator
from ._body import Body, Kind
from ._errors import StreamClosedError, StreamDecodingError, interruption, stream_error
from ._progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from do_inference_generated._interface import Operation, ResponseInfo, Schema

EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")

_decode: Final = msgspec.json.Decoder().decode
_DONE: Final = b"[DONE]"
_EVENT_STREAM: Final = "text/event-stream"
_STATUS_OF_JSON: Final = 200
"""For an error that names no status: the same as of a call without a stream. Events come from a server that failed."""
_TOO_DEEP: Final = "an event of the stream is nested too deeply to read"
_FIELDS_OF_STREAMS: Final = (b":", b"data", b"event", b"id", b"retry")


class StreamCore(Generic[EventT, ResultT]):
    """One stream, from the first byte of one answer to its end."""

    def __init__(
        self,
        operation: Operation[ResultT, EventT],
        max_event_size: int,
        answers: int = 1,
        secrets: Secrets | None = None,
        event_timeout: float | None = None,
    ) -> None:
        description = operation.stream
        if description is None:
            raise TypeError(f"{operation.id} answers with no event stream")
        self.decode: Final[Callable[[Any], EventT]] = description.event.decoder()
        self.finished = False
        self.ended = False
        self.failure: APIError | None = None
        self.handed_over = False
        """Whether an event has been given to the caller, after which no attempt is repeated."""
        self._operation = operation
        self._event_schema = description.event
        self._secrets = Secrets() if secrets is None else secrets
        self._max_event_size = max_event_size
        self.progress = Progress(event_timeout)
        self._answers = answers
        self._finals_left = answers
        self._reports = ReportDecoder(operation)
        self._accumulator = new_accumulator(
            description.accumulator, self._reports, frozenset(description.final_events)
        )
        self._finals = frozenset(description.final_events) | self._accumulator.final_events
        self._final_event = next(iter(description.final_events), None)
        self._terminator = (description.terminator or "").encode() or _DONE
        self._end_is_told = bool(description.terminator or description.final_events)
        self._body = Body(max_event_size)
        self._splitter = self._body.splitter
        self._feed: Callable[[bytes], list[RawEvent]] = self._feed_first
        self._content_type = ""
        self.queue: list[RawEvent] = []
        """What has arrived and was not taken, the next one last."""
        self.received_all = False
        self._trouble: APIError | None = None
        self._torn = False
        self._passed_end = False
        self._left = False
        self._whole: dict[str, Any] | None = None
        self._reported: APIError | None = None
        """The error of an event that need not end the stream. It counts if the stream ends early."""

    def renewed(self) -> StreamCore[EventT, ResultT]:
        """A fresh start for another answer to the same call."""
        return StreamCore(
            self._operation, self._max_event_size, self._answers, self._secrets, self.progress.limit
        )

    @property
    def operation_id(self) -> str:
        return self._operation.id

    # What streams feed in.

    def begin(self, content_type: str) -> None:
        """The answer's headers came."""
        self._content_type = content_type

    def receive(self, data: bytes) -> None:
        """The next bytes of the body came; none when it ended properly."""
        if not data:
            self._stop_receiving(None)
            return
        try:
            self.queue = self._feed(data)
            if len(self.queue) > 1:
                self.queue.reverse()
        except EventTooLargeError as error:
            self._stop_receiving(_decoding_error(error))
        else:
            if self._splitter.failure is not None:
                self._stop_receiving(_decoding_error(self._splitter.failure))

    def _feed_first(self, data: bytes) -> list[RawEvent]:
        events = self._body.feed(data)
        if self._body.kind is Kind.EVENTS:
            self._feed = self._splitter.feed
        return events

    def interrupt(self, error: APIConnectionError | DecodingError) -> None:
        """The connection broke, a timeout passed, or what came cannot be decompressed."""
        self._stop_receiving(interruption(error))

    # What streams ask for.

    def take(self, emit: Emit | None) -> Any:
        """The next event that has arrived, as JSON; what it means is appended to `emit`.

        None where there is none: then the stream has `ended`, or has a `failure`, or more bytes are needed.
        """
        queue = self.queue
        while queue:
            name, data, _, _ = queue.pop()
            if data == self._terminator:
                self._terminate(emit)
                break
            try:
                value = _decode(data)
            except (ValueError, RecursionError):
                value = self._read_leniently(name, data, emit)
                if value is None:
                    if self.ended or self.failure is not None:
                        break
                    continue
            if type(value) is dict:
                if ("choices" not in value or "error" in value) and not self._examine(name, value, data):
                    if self.failure is not None:
                        break
                    continue
                if self.progress.awaited:
                    self.progress.see(value, first=not self.handed_over, usage=self._accumulator.usage)
                try:
                    self._accumulator.add(value, emit)
                    if self.ended:
                        self._accumulator.close(emit)
                except RecursionError:
                    self._fail_deep()
                    break
            elif value is None:
                continue
            elif unwrapped(value) is not value:
                self._fail(stream_error(self._shown(value, data)))
                break
            self.handed_over = True
            return value
        if self.received_all and not (self.ended or self._left) and self.failure is None:
            return self._take_last(emit)
        return None

    @property
    def usage(self) -> Any:
        """The usage that the stream reported last, as the result has it."""
        return self._reports.usage(self.counted)

    @property
    def counted(self) -> Mapping[str, object] | None:
        """The usage that the stream reported last, as it came."""
        if self._whole is None:
            return self._accumulator.usage
        usage = self._whole.get("usage")
        return usage if isinstance(usage, dict) else None

    @property
    def model(self) -> str | None:
        """The model that answers, as the events named it."""
        if not self._accumulator.has_results:
            return None
        named = (self._accumulator.head() if self._whole is None else self._whole).get("model")
        return named if isinstance(named, str) and named else None

    def result(self, info: ResponseInfo, *, draft: bool = False) -> ResultT:
        """What has come so far, as the result of the call without a stream.

        A `draft` of a stream that goes on completes JSON that is unfinished; else nothing is added.
        """
        schema = self._operation.result
        if schema is None or not self._accumulator.has_results:
            raise InferenceError(f"the events of {self._operation.id} add up to no result")
        goes_on = not (self.ended or self._left) and self.failure is None
        try:
            added_up = self._accumulator.draft() if draft and goes_on else self._accumulator.result()
            result = schema.decoder()(added_up if self._whole is None else self._whole)
        except RecursionError:
            raise StreamDecodingError(_TOO_DEEP) from None
        return attach(result, info)

    def complete(self, error: APIError, info: ResponseInfo) -> APIError:
        """`error` with what had come before it."""
        error.response = error.response or info
        if isinstance(error, APIStatusError) and error.retry_after is None:
            error.retry_after = requested_wait(info.headers)
        if isinstance(error, APIStatusError) and error.model is None:
            error.model = model_of(error.reason, error.body, info)
        told = self.handed_over and self._operation.result is not None and self._accumulator.has_results
        try:
            partial = self.result(info) if told else None
        except StreamDecodingError:
            partial = None
        # Only errors that a stream ends with are given here; all of them have both.
        error.__dict__.update(partial=partial, usage=self.usage)
        return error

    @property
    def closed_early(self) -> bool:
        """Whether the stream was closed before its end was read."""
        return (
            self._left
            and not self.ended
            and (self.failure is None or type(self.failure) is StreamClosedError)
        )

    def outcome(self, info: ResponseInfo) -> APIError | None:
        """The error that the stream ended with. A stream that was closed before its end has one too."""
        if self.failure is None and self.closed_early:
            message = (
                "the stream was closed before its end; read it to its end, or use `snapshot()` for a draft"
            )
            self.failure = self.complete(StreamClosedError(message), info)
        return self.failure

    def raise_failure(self, info: ResponseInfo) -> None:
        """Raise the error that the stream ended with, if any."""
        error = self.outcome(info)
        if error is not None:
            raise error

    def leave(self) -> bool:
        """The stream is closed. Returns whether its end has arrived, so that the connection can serve again."""
        self._left = True
        self._feed = _ignore
        rest, self.queue = self.queue, []
        return self.ended or self._passed_end or any(data == self._terminator for _, data, _, _ in rest)

    # What it decides.

    def _stop_receiving(self, trouble: APIError | None) -> None:
        self.received_all = True
        self._trouble = trouble

    def _terminate(self, emit: Emit | None) -> None:
        """The terminator has arrived."""
        if self._accumulator.has_result() or (self.handed_over and self._is_blank()):
            self._conclude(emit)
        else:
            self._passed_end = True
            self._fail(
                self._reported
                or StreamTruncated("the stream ended with its terminator, but without a result")
            )

    def _shown(self, value: Any, data: bytes) -> Any:
        """The value of `data` as an error may show it: without secrets that the server repeats."""
        clean = self._secrets.clean(data)
        return value if clean == data else loads(clean)

    def _excerpt(self, data: bytes) -> str:
        return excerpt(self._secrets.clean(data))

    def _is_blank(self) -> bool:
        """Whether a stream that comes to its end had no event with content."""
        schema = self._operation.result
        if (
            self._whole is not None
            or schema is None
            or not self._accumulator.has_results
            or self.usage is not None
        ):
            return False
        return is_blank(self._accumulator.result(), schema)

    def _conclude(self, emit: Emit | None) -> None:
        if self._is_blank():
            self._fail(StreamDecodingError("the stream ended without an event that is part of a result"))
            return
        self.finished = self.ended = True
        self.queue.clear()
        self._accumulator.close(emit)

    def _fail(self, error: APIError) -> None:
        # Usage often follows an error; what of it has arrived goes along.
        rest, self.queue = self.queue, []
        for _, data, _, _ in reversed(rest):
            if data == self._terminator:
                self._passed_end = True
                break
            with suppress(DecodingError, RecursionError):
                value = loads(data)
                if type(value) is dict and value.get("usage") and not value.get("choices"):
                    self._accumulator.add(value, None)
        self.failure = error

    def _fail_deep(self) -> None:
        """An event can be decoded, but is nested too deeply to be added to the rest."""
        self.finished = self.ended = False
        self._fail(StreamDecodingError(_TOO_DEEP))

    def _read_leniently(self, name: bytes | None, data: bytes, emit: Emit | None) -> Any:
        """The value of data that is no strict JSON. None if it is nothing to hand over, and maybe the end."""
        try:
            return loads(data)
        except DecodingError as error:
            trouble = error
        trouble.content_excerpt = self._excerpt(data)
        text = data.strip()
        if text in (self._terminator, _DONE):
            self._terminate(emit)
        elif name == b"error":
            self._fail(stream_error(self._secrets.clean(text).decode("utf-8", "replace")))
        elif text and name != b"ping":
            self._fail(_decoding_error(trouble))
        return None

    def _examine(self, name: bytes | None, value: dict[str, Any], data: bytes) -> bool:
        """Whether an event goes to the caller; notes the end and errors."""
        kind = value.get("type")
        if kind is None and name is not None and self._accumulator.typed:
            kind = value["type"] = name.decode("utf-8", "replace")
        if isinstance(kind, str) and kind in self._finals:
            self._finals_left -= 1
            if self._finals_left <= 0:
                self.finished = self.ended = True
                self.queue.clear()
            return True
        if name == b"error" or is_failure(value, self._event_schema, event=True):
            error = stream_error(self._shown(value, data))
            if name != b"error" and is_about_a_part(value, self._event_schema):
                self._reported = error
                return True
            self._fail(error)
            return False
        return kind != "ping" and name != b"ping"

    def _take_last(self, emit: Emit | None) -> Any:
        """What is left when no more bytes come: an event without its blank line, JSON, or nothing."""
        body, self._body = self._body, Body(self._max_event_size)
        if body.kind is Kind.JSON and self._trouble is None:
            return self._take_json(body.whole, emit)
        unfinished = body.unfinished()
        if unfinished is not None and self._is_whole(unfinished):
            self.queue = [(unfinished.name, unfinished.data, b"", None)]
            value = self.take(emit)
            if value is not None or self.ended or self.failure is not None:
                return value
        elif unfinished is not None:
            self._torn = True
        self._judge(body, emit)
        return None

    def _is_whole(self, unfinished: Unfinished) -> bool:
        """Whether nothing but the blank line is missing, which some servers leave out of their last event.

        Only a JSON object and the terminator show by themselves where they end. An error needs no whole text.
        """
        data = unfinished.data.strip()
        if unfinished.torn:
            return False
        if data in (self._terminator, _DONE) or unfinished.name == b"error":
            return True
        try:
            return isinstance(loads(data), dict)
        except DecodingError:
            return False

    def _take_json(self, data: bytes, emit: Emit | None) -> Any:
        try:
            value = loads(data)
        except DecodingError as error:
            error.content_excerpt = self._excerpt(data)
            self._fail(_decoding_error(error))
            return None
        if unwrapped(value) is not value:
            self._fail(stream_error(self._shown(value, data), _STATUS_OF_JSON))
            return None
        if not isinstance(value, dict):
            message = "the server answered a stream with JSON that is no object"
            self._fail(StreamDecodingError(message, content_excerpt=self._excerpt(data)))
            return None
        schema = self._operation.result or self._event_schema
        if not is_plain_result(value, schema) and not self._accept_json(value, schema, data):
            return None
        self._whole = value
        event = self._accumulator.event_of(value)
        if self._accumulator.typed and "type" not in event and self._final_event:
            event["type"] = self._final_event
        self._accumulator.add(event, emit)
        self._conclude(emit)
        self.handed_over = True
        return event

    def _accept_json(self, value: dict[str, Any], schema: Schema[Any], data: bytes) -> bool:
        """Whether a JSON object in place of a stream is a result. If not, the stream fails."""
        if is_failure(value, schema):
            self._fail(stream_error(self._shown(value, data), _STATUS_OF_JSON))
            return False
        missing = missing_fields(value, schema)
        if missing is not None:
            message = f"the server answered a stream with a JSON object that has none of the fields {missing}"
            self._fail(StreamDecodingError(message, content_excerpt=self._excerpt(data)))
        return missing is None

    def _judge(self, body: Body, emit: Emit | None) -> None:
        """The end came without a terminator: was it the end?"""
        if self._trouble is not None:
            self._fail(self._trouble)
        elif not self._torn and (self._accumulator.complete(self._answers) or not self._end_is_told):
            self._conclude(emit)
        elif self.handed_over and self._torn:
            self._fail(StreamTruncated("the stream ended in the middle of an event"))
        elif self._reported is not None:
            self._fail(self._reported)
        elif self.handed_over:
            self._fail(StreamTruncated("the stream ended early, with neither terminator nor finish reason"))
        elif self._looks_like_a_stream(body.beginning.lstrip()):
            self._fail(StreamTruncated("the stream ended before its first event"))
        else:
            message = f"not an event stream, but {self._content_type or 'something without a content type'}"
            beginning = self._secrets.clean(body.beginning)
            told = describe(beginning.decode("utf-8", "replace")).message
            message += f": {told}" if told else ""
            self._fail(StreamDecodingError(message, content_excerpt=excerpt(beginning)))

    def _looks_like_a_stream(self, beginning: bytes) -> bool:
        told = self._content_type == _EVENT_STREAM
        return told or not beginning or beginning.startswith(_FIELDS_OF_STREAMS)


def _ignore(_: bytes) -> list[RawEvent]:
    """Drops what another thread still reads while the stream is closed."""
    return []


def _decoding_error(error: DecodingError | EventTooLargeError) -> StreamDecodingError:
    shown = error.content_excerpt if isinstance(error, DecodingError) else ""
    decoding = StreamDecodingError(f"an event of the stream cannot be read: {error}", content_excerpt=shown)
    decoding.__cause__ = error
    return decoding
