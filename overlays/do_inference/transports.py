"""The HTTP/1.1 transport of this package, for your own httpx clients.

`HTTPTransport` and `AsyncHTTPTransport` take the place of httpx's classes of these names. The clients of this package
use the same code by default and need nothing from this module.

They support HTTP/1.1 with keep-alive, TLS, and IPv4 and IPv6 by Happy Eyeballs, in threads and under asyncio. They do
not support HTTP/2, proxies, trio, Unix sockets, and the extension `trace`. Use the transports of httpx for these.

Example:
    ```python
    import httpx

    from do_inference.transports import HTTPTransport

    with httpx.Client(transport=HTTPTransport()) as client:
        print(client.get("https://example.com").status_code)
    ```
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from . import _process
from ._settings.config import context_of
from ._tls import shared_context
from ._transport.adapters import AsyncForHTTPX, ForHTTPX

try:
    from ._transport.native.async_transport import AsyncNativeTransport
    from ._transport.native.pool import ConnectionPool
    from ._transport.native.transport import NativeTransport
except ModuleNotFoundError as error:
    if error.name != "httptools":
        raise
    raise ImportError(
        "do_inference.transports needs the package httptools, which is not installed (pip install httptools); "
        "without it, use the transports of httpx",
        name="httptools",
    ) from None

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    import httpx

    from ._settings.certificates import Verify

__all__ = ["AsyncHTTPTransport", "HTTPTransport"]


class HTTPTransport(ForHTTPX):
    """Sends the requests of an `httpx.Client` over HTTP/1.1. Threads may share it.

    Responses have the bytes of the server: httpx decompresses them. The head of a response may have 100 KiB. The
    transport rejects responses that different recipients could read differently, such as those with two lengths.

    Requests raise the exceptions of httpx: `ConnectError`, `ReadError`, `WriteError`, `ConnectTimeout`, `ReadTimeout`,
    `WriteTimeout`, `PoolTimeout`, `RemoteProtocolError` for a malformed response, `LocalProtocolError` for a request
    that cannot be sent, and `UnsupportedProtocol`. After `close()`, they raise `ConnectError`.

    Args:
        verify: Certificates to trust in addition to the public authorities: the path of a PEM file or of a directory,
            PEM as text or bytes, or an `ssl.SSLContext`, which is used unchanged. False is an error. Default: the
            authorities in `SSL_CERT_FILE` or a variable like it, or else those of certifi.
        limits: How many connections are open, how many are kept idle, and for how many seconds. None in a field is no
            limit. Default: 1,000, 100 and 30.

    Raises:
        ConfigurationError: `verify` cannot be used.
        TypeError: `verify` has a wrong type.

    Example:
        ```python
        limits = httpx.Limits(max_connections=10, max_keepalive_connections=10, keepalive_expiry=60)
        with httpx.Client(transport=HTTPTransport(limits=limits)) as client:
            client.get("https://example.com")
        ```
    """

    def __init__(self, *, verify: Verify = None, limits: httpx.Limits | None = None) -> None:
        super().__init__(NativeTransport(_context(verify), ConnectionPool(**_sizes(limits))))


class AsyncHTTPTransport(AsyncForHTTPX):
    """Sends the requests of an `httpx.AsyncClient` over HTTP/1.1 under asyncio. See `HTTPTransport`.

    Several event loops can use it one after the other. It does not reuse the connections of another loop, and closes
    them instead. Under trio it cannot be used.

    Raises:
        RuntimeError: A request is made while another event loop, in which the transport was used, still runs.

    Example:
        ```python
        async with httpx.AsyncClient(transport=AsyncHTTPTransport()) as client:
            await client.get("https://example.com")
        ```
    """

    def __init__(self, *, verify: Verify = None, limits: httpx.Limits | None = None) -> None:
        super().__init__(AsyncNativeTransport(_context(verify), ConnectionPool(**_sizes(limits))))
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if asyncio.get_running_loop() is not self._loop:
            self._change_loop()
        return await super().handle_async_request(request)

    def _change_loop(self) -> None:
        with self._lock:
            # After a fork, the loop of the parent process seems to run.
            if self._loop is not None and self._loop.is_running() and self._process == _process.forks:
                raise RuntimeError(
                    "another event loop, which is still running, uses this AsyncHTTPTransport; "
                    "create a transport for each of them"
                )
            self._loop, self._process = asyncio.get_running_loop(), _process.forks


def _context(verify: Verify) -> Callable[[], ssl.SSLContext]:
    context = context_of(verify)
    return shared_context if context is None else lambda: context


def _sizes(limits: httpx.Limits | None) -> dict[str, Any]:
    """Return the arguments of the connection pool."""
    if limits is None:
        return {}
    return {
        "max_connections": limits.max_connections,
        "max_idle": limits.max_keepalive_connections,
        "keep_alive": limits.keepalive_expiry,
    }
