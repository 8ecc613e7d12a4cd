"""The ends of a stream that are two things at once, such as a broken stream and a timeout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from do_inference.errors import APITimeoutError, DeadlineError, DecodingError, StreamInterrupted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference_generated._seam import ResponseInfo


class StreamTimeoutError(APITimeoutError, StreamInterrupted):
    """Nothing came within the idle timeout. `partial` and `usage` are what had come by then."""


class StreamDeadlineError(DeadlineError, StreamTimeoutError):
    """The stream had not ended by its call's deadline. `partial` and `usage` are what had come by then."""


class StreamDecodingError(DecodingError):
    """An event that is no JSON, or larger than allowed. `partial` and `usage` are what had come by then."""

    def __init__(
        self,
        message: str,
        *,
        content_excerpt: str = "",
        response: ResponseInfo | None = None,
        partial: Any = None,
        usage: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message, content_excerpt=content_excerpt, response=response)
        self.partial = partial
        self.usage = usage
