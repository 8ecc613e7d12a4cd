"""The default synchronous transport: httpcore's connection pool without the layers of `httpx.Client`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore
import httpx

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
from .network import DeadlineBackend, DeadlineStream
from .proxied import core_pool

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from .proxies import Proxy


class PooledTransport(httpx.BaseTransport):
    """An httpx transport with one connection pool."""

    def __init__(
        self,
        ssl_context: ssl.SSLContext,
        backend: httpcore.NetworkBackend | None = None,
        proxy: Proxy | None = None,
    ) -> None:
        self._backend = DeadlineBackend(backend)
        self._pool: httpcore.ConnectionPool = core_pool(
            proxy,
            asynchronous=False,
            ssl_context=ssl_context,
            network_backend=self._backend,
            **POOL_SETTINGS,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = self._send(request)
            try:
                return self._framed(request, response)
            except BaseException:
                response.close()
                raise
        except FAILURES as error:
            raise as_httpx(error) from error

    def _send(self, request: httpx.Request) -> httpcore.Response:
        while True:
            try:
                return self._pool.handle_request(core_request(request))
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
        if isinstance(network, DeadlineStream) and network.framing.passed():
            if length == "chunked":
                chunked = network
            elif length is not None:
                network.framing.end_after(length)
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=PooledStream(response.stream, chunked, read_timeout(request)),
            extensions=response.extensions,
        )

    def abandon(self) -> None:
        """Close the connections in this process; they stay open for the parent process."""
        self._backend.abandon()

    def close(self) -> None:
        self._backend.close()
        self._pool.close()


class PooledStream(httpx.SyncByteStream):
    """The body of a response. Closing it returns the connection to the pool.

    Plain chunks bypass httpcore and h11, which need microseconds for each, because each event of a stream is one chunk.
    httpcore and h11 only receive the last chunk, so that they detect whether the body is complete and the connection
    can be reused.
    """

    def __init__(self, stream: Any, chunked: DeadlineStream | None, timeout: float | None) -> None:
        self._stream = stream
        self._chunked = chunked
        self._timeout = timeout

    def __iter__(self) -> Iterator[bytes]:
        try:
            if self._chunked is not None:
                decoder = ChunkedDecoder()
                while not decoder.stopped:
                    data = self._chunked.read(READ_BYTES, self._timeout)
                    if not data:
                        break
                    content = decoder.feed(data)
                    if content:
                        yield content
                self._chunked.framing.put_back(decoder.rest())
            yield from self._stream
        except FAILURES as error:
            raise as_httpx(error) from error

    def close(self) -> None:
        self._stream.close()
