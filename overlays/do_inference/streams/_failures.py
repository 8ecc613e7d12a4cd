"""Decides which error a stream ends with. Without I/O."""

from __future__ import annotations

from typing import Final

from do_inference._responses.error_bodies import error_from_body, status_of
from do_inference.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    DeadlineError,
    DecodingError,
    StreamError,
    StreamInterrupted,
)

from ._errors import (
    StreamDeadlineError,
    StreamDecodingError,
    StreamTimeoutError,
)
from ._reported import stream_class_of_status

_UNTOLD_STATUS: Final = 500


def stream_error(body: object, status: int = _UNTOLD_STATUS) -> StreamError:
    """The error that an event reports, or JSON in place of a stream. `status` is for one that names none."""
    return error_from_body(status_of(body) or status, {}, body, stream_class_of_status)


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
