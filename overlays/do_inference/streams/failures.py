"""Which error a stream's trouble is: policy without I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from do_inference.calls.error_bodies import describe, status_of
from do_inference.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    DeadlineError,
    DecodingError,
    StreamError,
    StreamInterrupted,
)

from .errors import StreamDeadlineError, StreamDecodingError, StreamTimeoutError

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNTOLD_STATUS: Final = 500


def is_error(value: Mapping[str, Any], name: bytes | None) -> bool:
    """Whether an event is the server's word that it failed, in any of the shapes that servers give it."""
    if (
        value.get("error")
        or name == b"error"
        or value.get("type") == "error"
        or value.get("object") == "error"
    ):
        return True
    if not value.keys().isdisjoint(("choices", "type", "object")):
        return False
    # The gateway's own shapes: `{"id", "message"}`, `{"detail"}`.
    return "detail" in value or ("message" in value and isinstance(value["message"], str))


def stream_error(body: object) -> StreamError:
    """The error that an event tells."""
    described = describe(body)
    return StreamError(
        described.message or "the server told of an error without a message",
        status_code=status_of(body) or _UNTOLD_STATUS,
        code=described.code,
        type=described.type,
        param=described.param,
        request_id=described.request_id,
        body=body,
    )


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
