"""The protocol of an event stream, without I/O: which data is an event, the end or an error, and what the result is.

`EventStream` and `AsyncEventStream` feed it the bytes that they receive and return the events that it takes from them.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

import msgspec

from do_inference._json.codec import excerpt, loads
from do_inference._response.decoding import (
    has_result_items,
    is_blank,
    is_failure,
    may_concern_one_item,
    missing_fields,
)
from do_inference._response.error_bodies import describe, model_of, unwrap_error_list
from do_inference._response.metadata import attach
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
from do_inference.sse import EventTooLargeError, RawEvent, UnfinishedEvent

from ._accumulators import Emit, ReportDecoder, new_accumulator
from ._body import Body, BodyKind
from ._errors import StreamClosedError, StreamDecodingError, interruption, stream_error
from ._progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from do_inference._transport.connection import AsyncConnection, SyncConnection
    from do_inference_generated._interface import Operation, ResponseInfo, Schema
    from do_inference_generated._stream import AsyncStream, Stream

EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")
ConnectionT = TypeVar("ConnectionT", bound="SyncConnection | AsyncConnection")

_decode: Final = msgspec.json.Decoder().decode
_DONE: Final = b"[DONE]"
_EVENT_STREAM: Final = "text/event-stream"
_STATUS_OF_JSON: Final = 200
"""The status of an error in a JSON body without a status, as in a call without a stream."""
_TOO_DEEP: Final = "an event of the stream is nested too deeply to decode"
_FIELDS_OF_STREAMS: Final = (b":", b"data", b"event", b"id", b"retry")


class CallReporter(Protocol):
    """The object that reports the end of the call to the hook `on_call`."""

    def handed_over(self) -> None:
        """Note that the caller receives an event."""

    def finish(self, error: BaseException | None, result: object = None, usage: object = None) -> None:
        """Report the end of the call, unless it was reported before."""

    async def finish_async(
        self, error: BaseException | None, result: object = None, usage: object = None
    ) -> None:
        """Report the end of the call to a hook that may be asynchronous."""


class StreamCore(Generic[EventT, ResultT]):
    """The state of one stream, from the first byte of one response to its end."""

    def __init__(
        self,
        operation: Operation[ResultT, EventT],
        max_event_size: int,
        choices: int = 1,
        secrets: Secrets | None = None,
        event_timeout: float | None = None,
    ) -> None:
        description = operation.stream
        if description is None:
            raise TypeError(f"{operation.id} does not return an event stream")
        self.decode: Final[Callable[[Any], EventT]] = description.event.decoder()
        self.finished = False
        self.ended = False
        self.failure: APIError | None = None
        self.handed_over = False
        """Whether the caller has received an event. From then on the call is not retried."""
        self._operation = operation
        self._event_schema = description.event
        self._secrets = Secrets() if secrets is None else secrets
        self._max_event_size = max_event_size
        self.progress = Progress(event_timeout)
        self._choices = choices
        self._finals_left = choices
        self._reports = ReportDecoder(operation)
        self._accumulator = new_accumulator(
            description.accumulator, self._reports, frozenset(description.final_events)
        )
        self._finals = frozenset(description.final_events) | self._accumulator.final_events
        self._final_event = next(iter(description.final_events), None)
        self._terminator = (description.terminator or "").encode() or _DONE
        self._has_end_marker = bool(description.terminator or description.final_events)
        self._body = Body(max_event_size)
        self._splitter = self._body.splitter
        self._feed: Callable[[bytes], list[RawEvent]] = self._feed_first
        self._content_type = ""
        self.queue: list[RawEvent] = []
        """The events that were received and not taken yet, in reverse order, so that `pop` returns the next one."""
        self.received_all = False
        self._receive_error: APIError | None = None
        self._incomplete = False
        self._received_end = False
        self._closed = False
        self._json_result: dict[str, Any] | None = None
        self._reported: APIError | None = None
        """The last error event after which the stream can go on. It is raised if the stream ends early."""

    def renewed(self) -> StreamCore[EventT, ResultT]:
        """Create the state for the next attempt of the same call."""
        return StreamCore(
            self._operation, self._max_event_size, self._choices, self._secrets, self.progress.limit
        )

    @property
    def operation_id(self) -> str:
        return self._operation.id

    # Called by the streams when they receive data.

    def begin(self, content_type: str) -> None:
        """Note the content type of the response."""
        self._content_type = content_type

    def receive(self, data: bytes) -> None:
        """Add the next chunk of the body; an empty chunk at its end."""
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
        if self._body.kind is BodyKind.EVENTS:
            self._feed = self._splitter.feed
        return events

    def interrupt(self, error: APIConnectionError | DecodingError) -> None:
        """Note that the connection failed, a timeout passed, or the body cannot be decompressed."""
        self._stop_receiving(interruption(error))

    # Called by the streams to return data.

    def take(self, emit: Emit | None) -> Any:
        """Return the next event received, as parsed JSON, and append its `StreamEvent`s to `emit`.

        Returns None if the stream has `ended` or has a `failure`, or if more bytes are needed.
        """
        queue = self.queue
        while queue:
            event = queue.pop()
            if isinstance(event, bytes):
                name, data = None, event
            else:
                name, data, _, _ = event
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
                    self.progress.observe(value, first=not self.handed_over, usage=self._accumulator.usage)
                try:
                    self._accumulator.add(value, emit)
                    if self.ended:
                        self._accumulator.close(emit)
                except RecursionError:
                    self._fail_deep()
                    break
            elif value is None:
                continue
            elif unwrap_error_list(value) is not value:
                self._fail(stream_error(self._without_secrets(value, data)))
                break
            self.handed_over = True
            return value
        if self.received_all and not (self.ended or self._closed) and self.failure is None:
            return self._take_last(emit)
        return None

    @property
    def usage(self) -> Any:
        """The usage last reported, as the model of the result."""
        return self._reports.usage(self.raw_usage)

    @property
    def raw_usage(self) -> Mapping[str, object] | None:
        """The usage last reported, as parsed JSON."""
        if self._json_result is None:
            return self._accumulator.usage
        usage = self._json_result.get("usage")
        return usage if isinstance(usage, dict) else None

    @property
    def model(self) -> str | None:
        """The model that generates the response, as the events name it."""
        if not self._accumulator.has_results:
            return None
        named = (self._accumulator.head() if self._json_result is None else self._json_result).get("model")
        return named if isinstance(named, str) and named else None

    def result(self, info: ResponseInfo, *, draft: bool = False) -> ResultT:
        """Return the result of the events received, with the type of the call without `stream`.

        A `draft` of a stream that has not ended completes incomplete JSON. Otherwise nothing is added.
        """
        schema = self._operation.result
        if schema is None or not self._accumulator.has_results:
            raise InferenceError(
                f"the events of {self._operation.id} do not combine into a result; read the events"
            )
        is_open = not (self.ended or self._closed) and self.failure is None
        try:
            content = self._accumulator.draft() if draft and is_open else self._accumulator.result()
            result = schema.decoder()(content if self._json_result is None else self._json_result)
        except RecursionError:
            raise StreamDecodingError(_TOO_DEEP) from None
        return attach(result, info)

    def complete(self, error: APIError, info: ResponseInfo) -> APIError:
        """Add the response, the partial result and the usage to `error`, and return it."""
        error.response = error.response or info
        if isinstance(error, APIStatusError) and error.retry_after is None:
            error.retry_after = requested_wait(info.headers)
        if isinstance(error, APIStatusError) and error.model is None:
            error.model = model_of(error.reason, error.body, info)
        has_partial = (
            self.handed_over and self._operation.result is not None and self._accumulator.has_results
        )
        try:
            partial = self.result(info) if has_partial else None
        except StreamDecodingError:
            partial = None
        # All errors with which a stream ends have both attributes.
        error.__dict__.update(partial=partial, usage=self.usage)
        return error

    @property
    def closed_early(self) -> bool:
        """Whether the stream was closed before its end was read."""
        return (
            self._closed
            and not self.ended
            and (self.failure is None or type(self.failure) is StreamClosedError)
        )

    def error(self, info: ResponseInfo) -> APIError | None:
        """Return the error with which the stream ended, including the error for a stream that was closed early."""
        if self.failure is None and self.closed_early:
            message = (
                "the stream was closed before its end; read it to its end, or use `snapshot()` for a draft"
            )
            self.failure = self.complete(StreamClosedError(message), info)
        return self.failure

    def raise_failure(self, info: ResponseInfo) -> None:
        """Raise the error with which the stream ended, if there is one."""
        error = self.error(info)
        if error is not None:
            raise error

    def close(self) -> bool:
        """Note that the stream is closed. Returns whether its end was received: then the connection is reusable."""
        self._closed = True
        self._feed = _ignore
        rest, self.queue = self.queue, []
        return self.ended or self._received_end or any(_data_of(event) == self._terminator for event in rest)

    # Decisions.

    def _stop_receiving(self, failure: APIError | None) -> None:
        self.received_all = True
        self._receive_error = failure

    def _terminate(self, emit: Emit | None) -> None:
        """Handle the terminator."""
        if self._accumulator.has_result() or (self.handed_over and self._is_blank()):
            self._conclude(emit)
        else:
            self._received_end = True
            self._fail(
                self._reported
                or StreamTruncated("the stream ended with its terminator, but without a result")
            )

    def _without_secrets(self, value: Any, data: bytes) -> Any:
        """Return the value of `data` for an error, without secrets that the server repeats."""
        clean = self._secrets.clean(data)
        return value if clean == data else loads(clean)

    def _excerpt(self, data: bytes) -> str:
        return excerpt(self._secrets.clean(data))

    def _is_blank(self) -> bool:
        """Return whether no event of the stream had content."""
        schema = self._operation.result
        if (
            self._json_result is not None
            or schema is None
            or not self._accumulator.has_results
            or self.usage is not None
        ):
            return False
        return is_blank(self._accumulator.result(), schema)

    def _conclude(self, emit: Emit | None) -> None:
        if self._is_blank():
            self._fail(
                StreamDecodingError("the stream ended, but none of its events contained a part of the result")
            )
            return
        self.finished = self.ended = True
        self.queue.clear()
        self._accumulator.close(emit)

    def _fail(self, error: APIError) -> None:
        # Servers often report the usage after the error. Include it if it has been received.
        rest, self.queue = self.queue, []
        for data in map(_data_of, reversed(rest)):
            if data == self._terminator:
                self._received_end = True
                break
            with suppress(DecodingError, RecursionError):
                value = loads(data)
                if type(value) is dict and value.get("usage") and not value.get("choices"):
                    self._accumulator.add(value, None)
        self.failure = error

    def _fail_deep(self) -> None:
        """Fail because an event is nested too deeply for the accumulator."""
        self.finished = self.ended = False
        self._fail(StreamDecodingError(_TOO_DEEP))

    def _read_leniently(self, name: bytes | None, data: bytes, emit: Emit | None) -> Any:
        """Decode data that is not strict JSON. Returns None for a terminator, a ping and an error."""
        try:
            return loads(data)
        except DecodingError as caught:
            failure = caught
        failure.content_excerpt = self._excerpt(data)
        text = data.strip()
        if text in (self._terminator, _DONE):
            self._terminate(emit)
        elif name == b"error":
            self._fail(stream_error(self._secrets.clean(text).decode("utf-8", "replace")))
        elif text and name != b"ping":
            self._fail(_decoding_error(failure))
        return None

    def _examine(self, name: bytes | None, value: dict[str, Any], data: bytes) -> bool:
        """Return whether the caller receives an event. Handles final events and errors."""
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
            error = stream_error(self._without_secrets(value, data))
            if name != b"error" and may_concern_one_item(value, self._event_schema):
                self._reported = error
                return True
            self._fail(error)
            return False
        return kind != "ping" and name != b"ping"

    def _take_last(self, emit: Emit | None) -> Any:
        """Handle the end of the body: an event without its blank line, JSON, or nothing."""
        body, self._body = self._body, Body(self._max_event_size)
        if body.kind is BodyKind.JSON and self._receive_error is None:
            return self._take_json(body.content, emit)
        unfinished = body.unfinished()
        if unfinished is not None and self._is_complete(unfinished):
            self.queue = [(unfinished.name, unfinished.data, b"", None)]
            value = self.take(emit)
            if value is not None or self.ended or self.failure is not None:
                return value
        elif unfinished is not None:
            self._incomplete = True
        self._end_without_terminator(body, emit)
        return None

    def _is_complete(self, unfinished: UnfinishedEvent) -> bool:
        """Return whether only the blank line is missing, which some servers do not send after the last event.

        Only a JSON object and the terminator are recognizably complete. An error does not have to be complete.
        """
        data = unfinished.data.strip()
        if unfinished.truncated:
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
        if unwrap_error_list(value) is not value:
            self._fail(stream_error(self._without_secrets(value, data), _STATUS_OF_JSON))
            return None
        if not isinstance(value, dict):
            message = "the server returned JSON instead of a stream, and it is not an object"
            self._fail(StreamDecodingError(message, content_excerpt=self._excerpt(data)))
            return None
        schema = self._operation.result or self._event_schema
        if not has_result_items(value, schema) and not self._accept_json(value, schema, data):
            return None
        self._json_result = value
        event = self._accumulator.event_of(value)
        if self._accumulator.typed and "type" not in event and self._final_event:
            event["type"] = self._final_event
        self._accumulator.add(event, emit)
        self._conclude(emit)
        self.handed_over = True
        return event

    def _accept_json(self, value: dict[str, Any], schema: Schema[Any], data: bytes) -> bool:
        """Return whether a JSON object that was sent instead of a stream is a result. If not, the stream fails."""
        if is_failure(value, schema):
            self._fail(stream_error(self._without_secrets(value, data), _STATUS_OF_JSON))
            return False
        missing = missing_fields(value, schema)
        if missing is not None:
            message = f"the server returned a JSON object instead of a stream, and it has none of the fields {missing}"
            self._fail(StreamDecodingError(message, content_excerpt=self._excerpt(data)))
        return missing is None

    def _end_without_terminator(self, body: Body, emit: Emit | None) -> None:
        """Decide whether a body that ended without a terminator is complete."""
        if self._receive_error is not None:
            self._fail(self._receive_error)
        elif not self._incomplete and (self._accumulator.complete(self._choices) or not self._has_end_marker):
            self._conclude(emit)
        elif self.handed_over and self._incomplete:
            self._fail(StreamTruncated("the stream ended in the middle of an event"))
        elif self._reported is not None:
            self._fail(self._reported)
        elif self.handed_over:
            self._fail(StreamTruncated("the stream ended early, without a terminator or a finish reason"))
        elif self._may_be_stream(body.beginning.lstrip()):
            self._fail(StreamTruncated("the stream ended before its first event"))
        else:
            message = (
                f"the response is not an event stream, but {self._content_type or 'has no content type'}"
            )
            beginning = self._secrets.clean(body.beginning)
            description = describe(beginning.decode("utf-8", "replace")).message
            message += f": {description}" if description else ""
            self._fail(StreamDecodingError(message, content_excerpt=excerpt(beginning)))

    def _may_be_stream(self, beginning: bytes) -> bool:
        is_labelled = self._content_type == _EVENT_STREAM
        return is_labelled or not beginning or beginning.startswith(_FIELDS_OF_STREAMS)


class StreamState(Generic[EventT, ResultT, ConnectionT]):
    """The attributes of a stream that do not wait, which `EventStream` and `AsyncEventStream` share."""

    def __init__(
        self, core: StreamCore[EventT, ResultT], connection: ConnectionT, report: CallReporter | None = None
    ) -> None:
        self._core = core
        self._connection = connection
        self._closed = False
        self._reading = False
        self._report = report
        core.begin(connection.content_type)

    def __repr__(self) -> str:
        core = self._core
        if core.closed_early:
            state = "closed early"
        elif core.failure is not None:
            state = f"failed with {type(core.failure).__name__}"
        elif core.finished:
            state = "finished"
        else:
            state = "closed early" if self._closed else "open"
        return f"<{type(self).__name__} of {core.operation_id}, status {self.response.status_code}, {state}>"

    @property
    def response(self) -> ResponseInfo:
        return self._connection.info

    @property
    def finished(self) -> bool:
        return self._core.finished

    @property
    def model(self) -> str | None:
        return self._core.model

    def _usage(self) -> Any:
        return self._core.usage

    def snapshot(self) -> ResultT:
        return self._core.result(self.response, draft=True)


def warn_of_leak(stream: Stream[Any, Any] | AsyncStream[Any, Any]) -> None:
    """Warn that a stream is garbage-collected without having been closed."""
    warnings.warn(
        "an event stream was not closed; open it in a `with` block",
        ResourceWarning,
        stacklevel=3,
        source=stream,
    )


def _data_of(event: RawEvent) -> bytes:
    return event if isinstance(event, bytes) else event[1]


def _ignore(_: bytes) -> list[RawEvent]:
    """Discard data that another thread reads while the stream is closed."""
    return []


def _decoding_error(error: DecodingError | EventTooLargeError) -> StreamDecodingError:
    shown = error.content_excerpt if isinstance(error, DecodingError) else ""
    decoding = StreamDecodingError(
        f"an event of the stream cannot be decoded: {error}", content_excerpt=shown
    )
    decoding.__cause__ = error
    return decoding
