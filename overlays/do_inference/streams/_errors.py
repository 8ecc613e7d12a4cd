"""The errors with which a stream ends: their classes, and the rules that select one. Without I/O.

A failure of a stream is often two things at once, such as an interrupted stream and a timeout. Its class then inherits
from both, so that handlers of either error catch it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from do_inference._response.error_bodies import error_from_body, status_of
from do_inference.errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    DeadlineError,
    DecodingError,
    InternalServerError,
    MethodNotAllowedError,
    NotFoundError,
    PermissionDeniedError,
    PreconditionFailedError,
    RateLimitError,
    RequestTimeoutError,
    RequestTooLargeError,
    StreamError,
    StreamInterrupted,
    UnprocessableEntityError,
    class_of_status,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference_generated._interface import ResponseInfo

_DEFAULT_STATUS: Final = 500
"""The status of an error event that contains none. The server accepted the request, so the failure is its own."""


class StreamTimeoutError(APITimeoutError, StreamInterrupted):
    """A stream that received no data within its idle timeout.

    `partial` is the result of the events received before the timeout, `usage` the usage last reported.
    """


class StreamDeadlineError(DeadlineError, StreamTimeoutError):
    """A stream that did not end before the deadline of its call.

    `partial` is the result of the events received before the deadline, `usage` the usage last reported.
    """


class StreamDecodingError(DecodingError):
    """A stream with an event that is not JSON, is too large, or is nested too deeply.

    `partial` is the result of the events before it, `usage` the usage last reported.
    """

    def __init__(
        self,
        message: str,
        *,
        content_excerpt: str = "",
        response: ResponseInfo | None = None,
        partial: Any = None,
        usage: Any = None,
    ) -> None:
        super().__init__(message, content_excerpt=content_excerpt, response=response)
        self.partial = partial
        self.usage = usage


class StreamClosedError(APIError):
    """A stream that was closed before its end was read, and therefore has no result.

    `close()`, the end of the `with` block and the cancellation of a task close a stream. Afterwards every method that
    reads raises this error. `partial` is the result of the events read before, or None if no event was read. `usage` is
    the usage last reported, or None. `snapshot()` still returns the draft.

    Example:
        with client.chat.completions.create(model=model, messages=messages, stream=True) as stream:
            next(stream.text)
        try:
            stream.result()
        except StreamClosedError as error:
            print(error.partial)
    """

    def __init__(
        self,
        message: str,
        *,
        response: ResponseInfo | None = None,
        partial: Any = None,
        usage: Any = None,
    ) -> None:
        super().__init__(message, response=response)
        self.partial = partial
        self.usage = usage


class StreamBadRequestError(StreamError, BadRequestError):
    """A `BadRequestError` that the server reports in a stream."""


class StreamAuthenticationError(StreamError, AuthenticationError):
    """An `AuthenticationError` that the server reports in a stream."""


class StreamPermissionDeniedError(StreamError, PermissionDeniedError):
    """A `PermissionDeniedError` that the server reports in a stream."""


class StreamNotFoundError(StreamError, NotFoundError):
    """A `NotFoundError` that the server reports in a stream."""


class StreamMethodNotAllowedError(StreamError, MethodNotAllowedError):
    """A `MethodNotAllowedError` that the server reports in a stream."""


class StreamRequestTimeoutError(StreamError, RequestTimeoutError):
    """A `RequestTimeoutError` that the server reports in a stream."""


class StreamConflictError(StreamError, ConflictError):
    """A `ConflictError` that the server reports in a stream."""


class StreamPreconditionFailedError(StreamError, PreconditionFailedError):
    """A `PreconditionFailedError` that the server reports in a stream."""


class StreamRequestTooLargeError(StreamError, RequestTooLargeError):
    """A `RequestTooLargeError` that the server reports in a stream."""


class StreamUnprocessableEntityError(StreamError, UnprocessableEntityError):
    """An `UnprocessableEntityError` that the server reports in a stream."""


class StreamRateLimitError(StreamError, RateLimitError):
    """A `RateLimitError` that the server reports in a stream."""


class StreamInternalServerError(StreamError, InternalServerError):
    """An `InternalServerError` that the server reports in a stream."""


_STREAM_CLASSES: Final[Mapping[type[APIStatusError], type[StreamError]]] = {
    BadRequestError: StreamBadRequestError,
    AuthenticationError: StreamAuthenticationError,
    PermissionDeniedError: StreamPermissionDeniedError,
    NotFoundError: StreamNotFoundError,
    MethodNotAllowedError: StreamMethodNotAllowedError,
    RequestTimeoutError: StreamRequestTimeoutError,
    ConflictError: StreamConflictError,
    PreconditionFailedError: StreamPreconditionFailedError,
    RequestTooLargeError: StreamRequestTooLargeError,
    UnprocessableEntityError: StreamUnprocessableEntityError,
    RateLimitError: StreamRateLimitError,
    InternalServerError: StreamInternalServerError,
}


def stream_error(body: object, status: int = _DEFAULT_STATUS) -> StreamError:
    """Return the error that an event reports, or that JSON reports which was sent instead of a stream.

    `status` applies if the body contains no status.
    """
    return error_from_body(status_of(body) or status, {}, body, _stream_class)


def interruption(error: APIConnectionError | DecodingError) -> APIError:
    """Return the error of a stream whose connection failed with `error`. A timeout remains a timeout."""
    if isinstance(error, StreamInterrupted):
        return error
    if isinstance(error, DecodingError):
        undecoded = StreamDecodingError(
            error.message, content_excerpt=error.content_excerpt, response=error.response
        )
        undecoded.__cause__ = error
        return undecoded
    stream_class: type[APIConnectionError] = StreamInterrupted
    if isinstance(error, DeadlineError):
        stream_class = StreamDeadlineError
    elif isinstance(error, APITimeoutError):
        stream_class = StreamTimeoutError
    interrupted = stream_class(error.message, response=error.response)
    interrupted.__cause__ = error
    return interrupted


def _stream_class(status: int) -> type[StreamError]:
    """Return the class of an error that an event reports with this HTTP status."""
    return _STREAM_CLASSES.get(class_of_status(status), StreamError)
