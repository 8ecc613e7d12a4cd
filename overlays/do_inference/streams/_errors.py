"""The errors of a stream that are not in `do_inference.errors`, such as a broken stream that is also a timeout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from do_inference.errors import APIError, APITimeoutError, DeadlineError, DecodingError, StreamInterrupted

if TYPE_CHECKING:
    from do_inference_generated._interface import ResponseInfo


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
        usage: Any = None,
    ) -> None:
        super().__init__(message, content_excerpt=content_excerpt, response=response)
        self.partial = partial
        self.usage = usage


class StreamClosedError(APIError):
    """The stream was closed before its end was read, so it has no result.

    `close()`, leaving the `with` and a cancelled task close a stream. After that, every way of reading raises this
    error. `partial` is the result of what was read until then, None before the first event. `usage` is the usage that
    the stream reported last, None if there was none. `snapshot()` still returns the draft.

    Example:
        ```python
        with client.chat.completions.create(model=model, messages=messages, stream=True) as stream:
            next(stream.text)
        try:
            stream.result()
        except StreamClosedError as error:
            print(error.partial)
        ```
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
