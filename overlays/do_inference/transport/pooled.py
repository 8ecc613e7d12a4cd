"""The default synchronous transport: httpcore's connection pool, without what `httpx.Client` puts around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from .bridge import FAILURES, POOL_SETTINGS, READ_BYTES, as_httpx, core_request, is_chunked, read_timeout
from .chunked import Chunks
from .network import PatientBackend, PatientStream

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator


class PooledTransport(httpx.BaseTransport):
    """An httpx transport over one connection pool."""

    def __init__(self, ssl_context: ssl.SSLContext, backend: httpcore.NetworkBackend | None = None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context, network_backend=PatientBackend(backend), **POOL_SETTINGS
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = self._pool.handle_request(core_request(request))
        except FAILURES as error:
            raise as_httpx(error) from error
        network = response.extensions.get("network_stream")
        chunked = (
            isinstance(network, PatientStream) and network.heads.passed() and is_chunked(request, response)
        )
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=PooledStream(response.stream, network if chunked else None, read_timeout(request)),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class PooledStream(httpx.SyncByteStream):
    """The body of an answer; closing it gives the connection back.

    Plain chunks are read past httpcore and h11, which take microseconds for each, and each is one event of a stream.
    The two are left the end: to them, the body has none but the last chunk, so they know whether it is complete and
    the connection can serve again.
    """

    def __init__(self, stream: Any, chunked: PatientStream | None, timeout: float | None) -> None:
        self._stream = stream
        self._chunked = chunked
        self._timeout = timeout

    def __iter__(self) -> Iterator[bytes]:
        try:
            if self._chunked is not None:
                chunks = Chunks()
                while not chunks.stopped:
                    data = self._chunked.read(READ_BYTES, self._timeout)
                    if not data:
                        break
                    piece = chunks.feed(data)
                    if piece:
                        yield piece
                self._chunked.heads.put_back(chunks.rest())
            yield from self._stream
        except FAILURES as error:
            raise as_httpx(error) from error

    def close(self) -> None:
        self._stream.close()
