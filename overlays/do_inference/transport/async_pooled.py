"""The default asynchronous transport: httpcore's connection pool, without what httpx puts around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from .async_network import AsyncHeadedBackend, AsyncHeadedStream
from .bridge import FAILURES, POOL_SETTINGS, READ_BYTES, as_httpx, core_request, is_chunked, read_timeout
from .chunked import Chunks

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator


class AsyncPooledTransport(httpx.AsyncBaseTransport):
    """An httpx transport over one connection pool."""

    def __init__(
        self, ssl_context: ssl.SSLContext, backend: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context, network_backend=AsyncHeadedBackend(backend), **POOL_SETTINGS
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self._pool.handle_async_request(core_request(request))
        except FAILURES as error:
            raise as_httpx(error) from error
        network = response.extensions.get("network_stream")
        chunked = (
            isinstance(network, AsyncHeadedStream)
            and network.heads.passed()
            and is_chunked(request, response)
        )
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=AsyncPooledStream(response.stream, network if chunked else None, read_timeout(request)),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class AsyncPooledStream(httpx.AsyncByteStream):
    """The body of an answer; closing it gives the connection back. See `PooledStream`."""

    def __init__(self, stream: Any, chunked: AsyncHeadedStream | None, timeout: float | None) -> None:
        self._stream = stream
        self._chunked = chunked
        self._timeout = timeout

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            if self._chunked is not None:
                chunks = Chunks()
                while not chunks.stopped:
                    data = await self._chunked.read(READ_BYTES, self._timeout)
                    if not data:
                        break
                    piece = chunks.feed(data)
                    if piece:
                        yield piece
                self._chunked.heads.put_back(chunks.rest())
            async for piece in self._stream:
                yield piece
        except FAILURES as error:
            raise as_httpx(error) from error

    async def aclose(self) -> None:
        await self._stream.aclose()
