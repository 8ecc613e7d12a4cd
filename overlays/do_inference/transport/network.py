"""The default synchronous transport: httpcore's connection pool, with deadlines that hold for every read."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any, Final

import httpcore
import httpx

from ..settings.timeouts import Patience

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator

# Answers can take minutes before their first byte, and gateways forget connections on which nothing moves.
KEEP_ALIVE_PROBES: Final[list[httpcore.SOCKET_OPTION]] = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *(
        (socket.IPPROTO_TCP, getattr(socket, name), value)
        for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 60), ("TCP_KEEPCNT", 5))
        if hasattr(socket, name)
    ),
]
MAX_CONNECTIONS: Final = 1000
MAX_IDLE_CONNECTIONS: Final = 100
KEEP_ALIVE_SECONDS: Final = 30.0

_CORE_FAILURES: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


class PatientStream(httpcore.NetworkStream):
    """A socket that asks a `Patience` how long it may wait, each time it waits."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if isinstance(timeout, Patience):
            timeout = _left(timeout, httpcore.ReadTimeout)
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if isinstance(timeout, Patience):
            timeout = _left(timeout, httpcore.WriteTimeout)
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        if isinstance(timeout, Patience):
            timeout = _left(timeout, httpcore.ConnectTimeout)
        return PatientStream(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class PatientBackend(httpcore.NetworkBackend):
    """Opens `PatientStream`s."""

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        if isinstance(timeout, Patience):
            timeout = _left(timeout, httpcore.ConnectTimeout)
        return PatientStream(
            self._backend.connect_tcp(host, port, timeout, local_address, socket_options or ())
        )


def _left(patience: Patience, error: type[httpcore.TimeoutException]) -> float | None:
    left = patience.left()
    if left is not None and left <= 0:
        raise error("the deadline has passed")
    return left


class PooledTransport(httpx.BaseTransport):
    """An httpx transport over one connection pool, without what `httpx.Client` puts around it."""

    def __init__(self, ssl_context: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context,
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_IDLE_CONNECTIONS,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
            network_backend=PatientBackend(),
            socket_options=KEEP_ALIVE_PROBES,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        try:
            response = self._pool.handle_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(
                        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        except _CORE_FAILURES as error:
            raise _as_httpx(error) from error
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=PooledStream(response.stream),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class PooledStream(httpx.SyncByteStream):
    """The body of an answer; closing it gives the connection back."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except _CORE_FAILURES as error:
            raise _as_httpx(error) from error

    def close(self) -> None:
        self._stream.close()


def _as_httpx(error: Exception) -> httpx.TransportError:
    """The error of httpx for one of httpcore: they have the same names."""
    kind = getattr(httpx, type(error).__name__, httpx.TransportError)
    mapped: httpx.TransportError = kind(str(error))
    return mapped
