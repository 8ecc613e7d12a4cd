"""Open responses of asynchronous calls, which are read chunk by chunk."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .._response.content_coding import ContentDecoder, content_codings, decode_chunks_async
from .._transport.connection import DRAIN_BYTES, AsyncConnection
from .._transport.messages import is_received
from ..errors import APIError
from ..streams import StreamClosedError
from .async_io import ReadTimer, chunks_of, end_response, read_timeouts
from .failures import network_failures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from do_inference_generated._interface import ResponseInfo

    from .._response.metadata import ResponseMetadata
    from .._transport.messages import Response
    from .call import Call
    from .reporting import CallReport


class AsyncResponseConnection:
    """Implements `AsyncConnection` over a response."""

    __slots__ = ("_call", "_chunks", "_open", "_reopen", "_response", "_timer", "content_type", "info")

    def __init__(
        self,
        reopen: Callable[[Call, APIError], Awaitable[AsyncConnection]],
        call: Call,
        response: Response,
        info: ResponseMetadata,
    ) -> None:
        self._reopen = reopen
        self._call = call
        self._response = response
        self._open = True
        self._chunks: AsyncIterator[bytes] = chunks_of(response)
        names = content_codings(info)
        if names:
            decoder = ContentDecoder(info, names, limited=not call.operation.binary)
            self._chunks = decode_chunks_async(self._chunks, decoder)
        self._timer = ReadTimer(call, response)
        self.info = info
        self.content_type = info.media_type

    async def read(self, within: float | None = None) -> bytes:
        """Return the next chunk, `b""` at the end. `within` is how many seconds the event timeout leaves for it."""
        if not self._open:
            return b""
        end = self._call.event_end(within)
        try:
            limit = self._timer.limit(end)
            if limit is None:
                return await self._next()
            with self._timer.enforce(limit):
                chunk = await self._next()
            if chunk or end is None or time.monotonic() < end:
                return chunk
            # A connection that `enforce` has shut down looks as if it had ended.
            raise self._call.silence(self.info, end)
        except read_timeouts() as error:
            await self.close()
            raise self._call.silence(self.info, end) from error
        except network_failures() as error:
            await self.close()
            if end is not None and time.monotonic() >= end:
                raise self._call.silence(self.info, end) from error
            raise self._call.failure(error, self.info) from error
        except BaseException:
            await self.close()
            raise

    async def _next(self) -> bytes:
        async for chunk in self._chunks:
            if chunk:
                return chunk
        await self.close()
        return b""

    def used(self, usage: Mapping[str, object] | None, *, complete: bool) -> None:
        """Record the usage that the stream has reported."""
        self._call.settle(self._response, usage, complete=complete)

    async def release(self) -> None:
        """Read a short rest, so that the connection can be reused."""
        if not self._open:
            return
        if is_received(self._response):
            await self.close()
            return
        rest = 0
        try:
            with self._timer.draining():
                async for chunk in self._chunks:
                    rest += len(chunk)
                    if rest > DRAIN_BYTES:
                        break
        except Exception:  # noqa: BLE001, S110 - the events are complete; only the connection is lost
            pass
        finally:
            await self.close()

    async def close(self) -> None:
        """Return the connection to the pool if its body was read to the end, or else close it."""
        if self._open:
            self._open = False
            self._timer.stop()
            await end_response(self._response, self._chunks)

    async def reopen(self, error: Exception) -> AsyncConnection:
        """Make another attempt instead of this one."""
        await self.close()
        if not isinstance(error, APIError):
            raise error
        self._call.explain(self._response, error)
        return await self._reopen(self._call, error)


class AsyncReportedConnection:
    """Implements `AsyncConnection` over another one, and reports the end of the call to `on_call`."""

    def __init__(self, inner: AsyncConnection, report: CallReport) -> None:
        self._inner = inner
        self._report = report
        self._error: BaseException | None = None

    @property
    def info(self) -> ResponseInfo:
        return self._inner.info

    @property
    def content_type(self) -> str:
        return self._inner.content_type

    def used(self, usage: Mapping[str, object] | None, *, complete: bool) -> None:
        self._inner.used(usage, complete=complete)

    async def read(self, within: float | None = None) -> bytes:
        try:
            chunk = await self._inner.read(within)
        except BaseException as error:
            self._error = error  # The call goes on if `reopen` follows.
            raise
        if not chunk:
            await self._report.finish_async(None)
        return chunk

    async def release(self) -> None:
        await self._inner.release()
        await self._report.finish_async(None)

    async def close(self) -> None:
        await self._inner.close()
        error = self._error or StreamClosedError("the response was closed before its end")
        await self._report.finish_async(error)

    async def reopen(self, error: Exception) -> AsyncConnection:
        try:
            return AsyncReportedConnection(await self._inner.reopen(error), self._report)
        except BaseException as last:
            await self._report.finish_async(last)
            raise
