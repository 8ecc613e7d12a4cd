"""The default asynchronous transport: httpcore's connection pool without the layers of `httpx.AsyncClient`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from .async_network import AsyncFramedBackend, AsyncFramedStream
from .bridge import (
    FAILURES,
    POOL_SETTINGS,
    READ_BYTES,
    as_httpx,
    body_length,
    core_request,
    may_repeat,
    read_timeout,
)
from .chunked import ChunkedDecoder
from .lost import ReusedConnectionLost
from .proxied import core_pool

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

    from .proxies import Proxy


class AsyncPooledTransport(httpx.AsyncBaseTransport):
    """An httpx transport with one connection pool."""

    def __init__(
        self,
        ssl_context: ssl.SSLContext,
        backend: httpcore.AsyncNetworkBackend | None = None,
        proxy: Proxy | None = None,
    ) -> None:
        self._backend = AsyncFramedBackend(backend)
        self._pool: httpcore.AsyncConnectionPool = core_pool(
            proxy,
            asynchronous=True,
            ssl_context=ssl_context,
            network_backend=self._backend,
            **POOL_SETTINGS,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self._send(request)
            try:
                return self._framed(request, response)
            except BaseException:
                await response.aclose()
                raise
        except FAILURES as error:
            raise as_httpx(error) from error

    async def _send(self, request: httpx.Request) -> httpcore.Response:
        while True:
            try:
                return await self._pool.handle_async_request(core_request(request))
            except ReusedConnectionLost as lost:
                # The loop ends: each such error removes a connection from the pool, and new connections do not raise
                # it.
                if not may_repeat(request, lost):
                    raise lost.cause from lost

    def _framed(self, request: httpx.Request, response: httpcore.Response) -> httpx.Response:
        """Return the response, whose body ends at its framed length."""
        network = response.extensions.get("network_stream")
        length = body_length(request, response)
        chunked = None
        if isinstance(network, AsyncFramedStream) and network.framing.passed():
            if length == "chunked":
                chunked = network
            elif length is not None:
                network.framing.end_after(length)
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=AsyncPooledStream(response.stream, chunked, read_timeout(request)),
            extensions=response.extensions,
        )

    def abandon(self) -> None:
        """Close the connections without their event loop, which has ended or belongs to another process."""
        self._backend.abandon()

    async def aclose(self) -> None:
        self._backend.close()
        await self._pool.aclose()


class AsyncPooledStream(httpx.AsyncByteStream):
    """The body of a response. Closing it returns the connection to the pool. See `PooledStream`."""

    def __init__(self, stream: Any, chunked: AsyncFramedStream | None, timeout: float | None) -> None:
        self._stream = stream
        self._chunked = chunked
        self._timeout = timeout

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            if self._chunked is not None:
                decoder = ChunkedDecoder()
                while not decoder.stopped:
                    data = await self._chunked.read(READ_BYTES, self._timeout)
                    if not data:
                        break
                    content = decoder.feed(data)
                    if content:
                        yield content
                self._chunked.framing.put_back(decoder.rest())
            async for content in self._stream:
                yield content
        except FAILURES as error:
            raise as_httpx(error) from error

    async def aclose(self) -> None:
        await self._stream.aclose()
