"""The transports of a client over httpx, for which the native one alone does not suffice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpx

from .adapters import AsyncForHTTPX, AsyncOverHTTPX, ForHTTPX, OverHTTPX
from .clients import AsyncClientTransport, ClientTransport
from .limits import KEEP_ALIVE_SECONDS, MAX_CONNECTIONS, MAX_IDLE_CONNECTIONS
from .proxied import AsyncProxiedTransport, ProxiedTransport, httpx_proxy

if TYPE_CHECKING:
    from collections.abc import Callable
    from ssl import SSLContext

    from .patches import Patched
    from .proxies import Proxies, Proxy

_LIMITS: Final = httpx.Limits(
    max_connections=MAX_CONNECTIONS,
    max_keepalive_connections=MAX_IDLE_CONNECTIONS,
    keepalive_expiry=KEEP_ALIVE_SECONDS,
)


def make_fallback(
    context: Callable[[], SSLContext],
    proxies: Proxies | None,
    patched: Patched | None,
    is_native: Callable[[Proxy | None], bool],
) -> OverHTTPX:
    """Return a transport over httpx. `is_native` decides for each proxy, and for None, about the connections."""

    def make(proxy: Proxy | None) -> httpx.BaseTransport:
        if is_native(proxy):
            # Imported here: httptools may be missing.
            from .native.transport import NativeTransport

            return ForHTTPX(NativeTransport(context))
        if patched is not None:
            return httpx.HTTPTransport(verify=context(), limits=_LIMITS, proxy=httpx_proxy(proxy))
        # Imported here for start-up time, like all of httpcore.
        from .pooled import PooledTransport

        return PooledTransport(context(), proxy=proxy)

    transport = ProxiedTransport(proxies, make) if proxies else make(None)
    if patched is not None:
        transport = ClientTransport(httpx.Client(transport=transport), own=True)
    return OverHTTPX(transport)


def make_async_fallback(
    context: Callable[[], SSLContext],
    proxies: Proxies | None,
    patched: Patched | None,
    is_native: Callable[[Proxy | None], bool],
) -> AsyncOverHTTPX:
    """Do the same as `make_fallback` for an asynchronous client and the current event loop."""

    def make(proxy: Proxy | None) -> httpx.AsyncBaseTransport:
        if is_native(proxy):
            # Imported here: httptools may be missing.
            from .native.async_transport import AsyncNativeTransport

            return AsyncForHTTPX(AsyncNativeTransport(context))
        if patched is not None:
            return httpx.AsyncHTTPTransport(verify=context(), limits=_LIMITS, proxy=httpx_proxy(proxy))
        # Imported here for start-up time, like all of httpcore.
        from .async_pooled import AsyncPooledTransport

        return AsyncPooledTransport(context(), proxy=proxy)

    transport = AsyncProxiedTransport(proxies, make) if proxies else make(None)
    if patched is not None:
        transport = AsyncClientTransport(httpx.AsyncClient(transport=transport), own=True)
    return AsyncOverHTTPX(transport)
