"""Which error a stream's trouble is: policy without I/O."""

from __future__ import annotations

from typing import Final

from do_inference.calls.error_bodies import describe, kind_of_limit, status_of
from do_inference.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    DeadlineError,
    DecodingError,
    RateLimitError,
    StreamError,
    StreamInterrupted,
)

from .errors import (
    StreamDeadlineError,
    StreamDecodingError,
    StreamTimeoutError,
)
from .reported import stream_class_of_status

_UNTOLD_STATUS: Final = 500


def stream_error(body: object) -> StreamError:
    """The error that an event tells."""
    described = describe(body)
    status = status_of(body) or _UNTOLD_STATUS
    error = stream_class_of_status(status)(
        described.message or "the server told of an error without a message",
        status_code=status,
        code=described.code,
        type=described.type,
        param=described.param,
        request_id=described.request_id,
        body=body,
    )
    if isinstance(error, RateLimitError):
        error.kind = kind_of_limit(error, {})
    return error


def interruption(error: APIConnectionError | DecodingError) -> APIError:
    """The error of a stream whose connection failed with `error`; still a timeout where that was one."""
    if isinstance(error, StreamInterrupted):
        return error
    if isinstance(error, DecodingError):
        undecoded = StreamDecodingError(
            error.message, content_excerpt=error.content_excerpt, response=error.response
        )
        undecoded.__cause__ = error
        return undecoded
    kind: type[APIConnectionError] = StreamInterrupted
    if isinstance(error, DeadlineError):
        kind = StreamDeadlineError
    elif isinstance(error, APITimeoutError):
        kind = StreamTimeoutError
    interrupted = kind(error.message, response=error.response)
    interrupted.__cause__ = error
    return interrupted
