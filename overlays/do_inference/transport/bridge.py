"""Between httpx and httpcore: requests, errors and answers of the one for those of the other, and how pools are set."""

from __future__ import annotations

from typing import Any, Final

import httpcore
import httpx

from .network import KEEP_ALIVE_PROBES

MAX_CONNECTIONS: Final = 1000
MAX_IDLE_CONNECTIONS: Final = 100
KEEP_ALIVE_SECONDS: Final = 30.0

POOL_SETTINGS: Final[dict[str, Any]] = {
    "max_connections": MAX_CONNECTIONS,
    "max_keepalive_connections": MAX_IDLE_CONNECTIONS,
    "keepalive_expiry": KEEP_ALIVE_SECONDS,
    "socket_options": KEEP_ALIVE_PROBES,
}

FAILURES: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)

READ_BYTES: Final = 64 * 1024
"""The most to read at once."""

_WITHOUT_BODY: Final = (204, 304)


def as_httpx(error: Exception) -> httpx.TransportError:
    """The error of httpx for one of httpcore: they have the same names."""
    kind = getattr(httpx, type(error).__name__, httpx.TransportError)
    mapped: httpx.TransportError = kind(str(error))
    return mapped


def core_request(request: httpx.Request) -> httpcore.Request:
    """The request of httpcore for one of httpx."""
    url = request.url
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


def read_timeout(request: httpx.Request) -> float | None:
    """How long a read may wait, in seconds, as httpx's extension says it."""
    timeout: float | None = request.extensions.get("timeout", {}).get("read")
    return timeout


def is_chunked(request: httpx.Request, response: httpcore.Response) -> bool:
    """Whether the body comes in chunks. h11 lets no other transfer encoding pass."""
    if request.method == "HEAD" or response.status in _WITHOUT_BODY:
        return False
    return any(name.lower() == b"transfer-encoding" for name, _ in response.headers)
