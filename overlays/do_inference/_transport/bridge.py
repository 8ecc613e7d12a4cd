"""Conversions between the requests, responses and errors of httpx and httpcore, and the settings of pools."""

from __future__ import annotations

from typing import Any, Final, Literal

import httpcore
import httpx

from .limits import KEEP_ALIVE_PROBES, KEEP_ALIVE_SECONDS, MAX_CONNECTIONS, MAX_IDLE_CONNECTIONS
from .lost import ReusedConnectionLost

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
"""Maximum number of bytes of one read."""

_WITHOUT_BODY: Final = (204, 304)


def as_httpx(error: Exception) -> httpx.TransportError:
    """Return the httpx error for an httpcore error. Both libraries use the same class names."""
    kind = getattr(httpx, type(error).__name__, httpx.TransportError)
    mapped: httpx.TransportError = kind(str(error))
    return mapped


def core_request(request: httpx.Request) -> httpcore.Request:
    """Return the httpcore request for an httpx request."""
    url = request.url
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


def read_timeout(request: httpx.Request) -> float | None:
    """Return the read timeout in seconds from the `timeout` extension of a request."""
    timeout: float | None = request.extensions.get("timeout", {}).get("read")
    return timeout


def may_repeat(request: httpx.Request, lost: ReusedConnectionLost) -> bool:
    """Return whether a request can be sent again after its connection was lost.

    It can if none of it was sent, or if the OpenAPI description declares the operation idempotent.
    """
    return lost.unsent or bool(request.extensions.get("repeatable"))


def body_length(request: httpx.Request, response: httpcore.Response) -> int | Literal["chunked"] | None:
    """Return the length of a response body in bytes; None if the body ends when the connection closes.

    Raises `httpcore.RemoteProtocolError` for a response with both Content-Length and Transfer-Encoding: another
    recipient may use the other field and see a different response in the same bytes (response splitting). h11 rejects
    transfer encodings other than chunked, and conflicting lengths.
    """
    length: int | None = None
    chunked = False
    for name, value in response.headers:
        lower = name.lower()
        if lower == b"transfer-encoding":
            chunked = True
        elif lower == b"content-length":
            length = int(value)
    if chunked and length is not None:
        raise httpcore.RemoteProtocolError("the response has both a Content-Length and a Transfer-Encoding")
    if request.method == "HEAD" or response.status in _WITHOUT_BODY:
        return 0
    return "chunked" if chunked else length
