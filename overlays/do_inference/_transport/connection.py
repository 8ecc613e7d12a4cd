"""An open answer whose body comes piece by piece: what event streams read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference_generated._interface import ResponseInfo

DRAIN_SECONDS: Final = 0.25
DRAIN_BYTES: Final = 64 * 1024


class SyncConnection(Protocol):
    """An open successful answer. Whoever holds it releases or closes it."""

    @property
    def info(self) -> ResponseInfo: ...
    @property
    def content_type(self) -> str:
        """Lower case, without parameters; empty where the server named none."""
        ...

    def read(self, within: float | None = None) -> bytes:
        """The next piece of the decompressed body as it arrives, `b""` at its end.

        `within` is how many seconds the event timeout leaves for the read.

        Raises `APIConnectionError`, `APITimeoutError` (silence) or `DeadlineError`.
        """
        ...

    def used(self, usage: Mapping[str, object] | None, *, complete: bool) -> None:
        """Take in the last usage that the stream has reported; `complete` is true at the proper end of the stream."""
        ...

    def release(self) -> None:
        """Nothing of interest follows: read a short rest, so that the connection serves again.

        Never raises.
        """
        ...

    def close(self) -> None:
        """Close the connection at once. Safe to call twice; never raises."""
        ...

    def reopen(self, error: Exception) -> SyncConnection:
        """Make another attempt in place of this one, after the wait that the retry policy wants.

        Only while nothing was handed to the caller. Raises `error` where it is not retried.
        """
        ...


class AsyncConnection(Protocol):
    """An open successful answer. Whoever holds it releases or closes it."""

    @property
    def info(self) -> ResponseInfo: ...
    @property
    def content_type(self) -> str:
        """Lower case, without parameters; empty where the server named none."""
        ...

    async def read(self, within: float | None = None) -> bytes:
        """The next piece of the decompressed body as it arrives, `b""` at its end.

        `within` is how many seconds the event timeout leaves for the read.

        Raises `APIConnectionError`, `APITimeoutError` (silence) or `DeadlineError`.
        """
        ...

    def used(self, usage: Mapping[str, object] | None, *, complete: bool) -> None:
        """Take in the last usage that the stream has reported; `complete` is true at the proper end of the stream."""
        ...

    async def release(self) -> None:
        """Nothing of interest follows: read a short rest, so that the connection serves again."""
        ...

    async def close(self) -> None:
        """Close the connection at once. Safe to call twice; never raises."""
        ...

    async def reopen(self, error: Exception) -> AsyncConnection:
        """Make another attempt in place of this one, after the wait that the retry policy wants.

        Only while nothing was handed to the caller. Raises `error` where it is not retried.
        """
        ...
