"""The open connection of an asynchronous stream."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import anyio
import httpx

from .._transport.connection import DRAIN_BYTES, DRAIN_SECONDS, AsyncConnection
from ..errors import APIError
from .content_coding import ContentDecoder, codings, decoded_async
from .failures import network_failures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from .._responses.metadata import ResponseMetadata
    from .call import Call


class AsyncStreamConnection:
    """Implements `AsyncConnection` over an httpx response."""

    __slots__ = ("_again", "_call", "_open", "_pieces", "_response", "_stream", "content_type", "info")

    def __init__(
        self,
        again: Callable[[Call, APIError], Awaitable[AsyncConnection]],
        call: Call,
        response: httpx.Response,
        info: ResponseMetadata,
    ) -> None:
        stream = response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        self._again = again
        self._call = call
        self._response = response
        self._stream = stream
        self._open = True
        self._pieces: AsyncIterator[bytes] = aiter(stream)
        names = codings(info)
        if names:
            decoder = ContentDecoder(info, names, limited=not call.operation.binary)
            self._pieces = decoded_async(self._pieces, decoder)
        self.info = info
        self.content_type = info.media_type

    async def read(self, within: float | None = None) -> bytes:
        """The next piece, `b""` at the end. `within` is how many seconds the event timeout leaves for it."""
        if not self._open:
            return b""
        end = self._call.event_end(within)
        patience = self._call.patience(end)
        try:
            if patience is None:
                return await self._next()
            with anyio.fail_after(patience):
                return await self._next()
        except TimeoutError as error:
            await self.close()
            raise self._call.silence(self.info, end) from error
        except network_failures() as error:
            await self.close()
            raise self._call.failure(error, self.info) from error
        except BaseException:
            await self.close()
            raise

    async def _next(self) -> bytes:
        async for piece in self._pieces:
            if piece:
                return piece
        await self.close()
        return b""

    def used(self, usage: Mapping[str, object] | None, *, complete: bool) -> None:
        """Take in the usage that the stream has reported."""
        self._call.settle(self._response, usage, complete=complete)

    async def release(self) -> None:
        """Read a short rest, so that the connection serves again."""
        if not self._open:
            return
        rest = 0
        try:
            with anyio.move_on_after(DRAIN_SECONDS):
                async for piece in self._pieces:
                    rest += len(piece)
                    if rest > DRAIN_BYTES:
                        break
        except Exception:  # noqa: BLE001, S110 - the events are complete; it is merely not kept
            pass
        finally:
            await self.close()

    async def close(self) -> None:
        """Give the connection back if its answer was read to the end, else close it."""
        if self._open:
            self._open = False
            await abandon(self._stream, self._pieces)

    async def reopen(self, error: Exception) -> AsyncConnection:
        """Make another attempt in place of this one."""
        await self.close()
        if not isinstance(error, APIError):
            raise error
        self._call.explain(self._response, error)
        return await self._again(self._call, error)


async def abandon(
    stream: httpx.SyncByteStream | httpx.AsyncByteStream, pieces: AsyncIterator[bytes] | None
) -> None:
    """Give a connection back, or close it if its answer was not read to the end. Also while being cancelled.

    What was reading it is brought to its end as well: httpx reads through several generators, and trio
    complains of each that is dropped unfinished. Reading on from a closed connection ends them all with an
    error, which is expected.
    """
    with anyio.move_on_after(DRAIN_SECONDS, shield=True), contextlib.suppress(Exception):
        await stream.aclose()  # type: ignore[union-attr]
        if pieces is not None:
            async for _ in pieces:
                pass
