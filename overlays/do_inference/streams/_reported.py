"""The errors that a server reports in a stream: each is a `StreamError`, and of the class of its status as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from do_inference.errors import (
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    MethodNotAllowedError,
    NotFoundError,
    PermissionDeniedError,
    PreconditionFailedError,
    RateLimitError,
    RequestTimeoutError,
    RequestTooLargeError,
    StreamError,
    UnprocessableEntityError,
    class_of_status,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class StreamBadRequestError(StreamError, BadRequestError):
    """A `BadRequestError` reported in a stream. `partial` and `usage` are what had come by then."""


class StreamAuthenticationError(StreamError, AuthenticationError):
    """An `AuthenticationError` reported in a stream. `partial` and `usage` are what had come by then."""


class StreamPermissionDeniedError(StreamError, PermissionDeniedError):
    """A `PermissionDeniedError` reported in a stream. `partial` and `usage` are what had come by then."""


class StreamNotFoundError(StreamError, NotFoundError):
    """A `NotFoundError` reported in a stream. `partial` and `usage` are what had come by then."""


class StreamMethodNotAllowedError(StreamError, MethodNotAllowedError):
    """A `MethodNotAllowedError` reported in a stream. `partial` and `usage` are what had come by then."""


class StreamRequestTimeoutError(StreamError, RequestTimeoutError):
    """A `RequestTimeoutError` reported in a stream. `partial` and `usage` are what had come by then."""


class StreamConflictError(StreamError, ConflictError):
    """A `ConflictError` reported in a stream. `partial` and `usage` are what had come by then."""


class StreamPreconditionFailedError(StreamError, PreconditionFailedError):
    """A `PreconditionFailedError` reported in a stream. `partial` and `usage` are what had come by then."""


class StreamRequestTooLargeError(StreamError, RequestTooLargeError):
    """A `RequestTooLargeError` reported in a stream. `partial` and `usage` are what had come by then."""


class StreamUnprocessableEntityError(StreamError, UnprocessableEntityError):
    """An `UnprocessableEntityError` reported in a stream. `partial` and `usage` are what had come by then."""


class StreamRateLimitError(StreamError, RateLimitError):
    """A `RateLimitError` reported in a stream. `partial` and `usage` are what had come by then."""


class StreamInternalServerError(StreamError, InternalServerError):
    """An `InternalServerError` reported in a stream. `partial` and `usage` are what had come by then."""


_CLASSES: Final[Mapping[type[APIStatusError], type[StreamError]]] = {
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


def stream_class_of_status(status: int) -> type[StreamError]:
    """The class of an error that is reported in a stream, by the HTTP status it names."""
    return _CLASSES.get(class_of_status(status), StreamError)
