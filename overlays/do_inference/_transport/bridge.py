"""Between httpx and httpcore: requests, errors and answers of the one for those of the other, and how pools are set."""

from __future__ import annotations

from typing import Any, Final, Literal

import httpcore
import httpx

from .lost import ReusedConnectionLost
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


def may_repeat(request: httpx.Request, lost: ReusedConnectionLost) -> bool:
    """Whether a request can be sent again although a server may have received it: it did not leave, or the description
    says that a second one has no effect of its own.
    """
    return lost.unsent or bool(request.extensions.get("repeatable"))


def body_length(request: httpx.Request, response: httpcore.Response) -> int | Literal["chunked"] | None:
    """How long the body of a response is, in bytes; None if it ends with the connection.

    Raises `httpcore.RemoteProtocolError` for a response that gives two lengths, since whoever chooses the other one
    finds another response in the same bytes. h11 rejects transfer encodings other than chunked, and different lengths.
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
