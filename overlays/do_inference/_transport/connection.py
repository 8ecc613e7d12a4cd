"""Interfaces of an open response, from which event streams read their chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference_generated._interface import ResponseInfo

DRAIN_SECONDS: Final = 0.25
"""Maximum time to read the rest of a body, so that its connection can be reused."""
DRAIN_BYTES: Final = 64 * 1024
"""Maximum size of such a rest. Beyond it, a new connection is faster."""


class SyncConnection(Protocol):
    """An open successful response. Its owner must release or close it."""

    @property
    def info(self) -> ResponseInfo: ...
    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters; empty if the response has no content type."""
        ...

    def read(self, within: float | None = None) -> bytes:
        """Return the next chunk of the decompressed body, and `b""` at its end.

        `within` is the time in seconds that the event timeout leaves for the read.

        Raises `APIConnectionError`, `APITimeoutError` or `DeadlineError`.
        """
        ...

    def used(self, usage: Mapping[str, object] | None, *, complete: bool) -> None:
        """Record the latest usage that the stream reported; `complete` is true at the final event of the stream."""
        ...

    def release(self) -> None:
        """Read the short rest of the body, so that the connection can be reused. Never raises."""
        ...

    def close(self) -> None:
        """Close the connection immediately. Idempotent; never raises."""
        ...

    def reopen(self, error: Exception) -> SyncConnection:
        """Return the connection of another attempt, after the wait that the retry policy requires.

        Only called before the stream delivers an event. Raises `error` if it is not retried.
        """
        ...


class AsyncConnection(Protocol):
    """An open successful response. Its owner must release or close it."""

    @property
    def info(self) -> ResponseInfo: ...
    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters; empty if the response has no content type."""
        ...

    async def read(self, within: float | None = None) -> bytes:
        """Return the next chunk of the decompressed body, and `b""` at its end.

        `within` is the time in seconds that the event timeout leaves for the read.

        Raises `APIConnectionError`, `APITimeoutError` or `DeadlineError`.
        """
        ...

    def used(self, usage: Mapping[str, object] | None, *, complete: bool) -> None:
        """Record the latest usage that the stream reported; `complete` is true at the final event of the stream."""
        ...

    async def release(self) -> None:
        """Read the short rest of the body, so that the connection can be reused. Never raises."""
        ...

    async def close(self) -> None:
        """Close the connection immediately. Idempotent; never raises."""
        ...

    async def reopen(self, error: Exception) -> AsyncConnection:
        """Return the connection of another attempt, after the wait that the retry policy requires.

        Only called before the stream delivers an event. Raises `error` if it is not retried.
        """
        ...
