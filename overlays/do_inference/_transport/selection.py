"""The choice between the native transport and that of httpx, which serves where the native one cannot."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, Final

import httpx

from ..errors import ConfigurationError
from .clients import AsyncClientTransport, ClientTransport
from .limits import KEEP_ALIVE_SECONDS, MAX_CONNECTIONS, MAX_IDLE_CONNECTIONS
from .proxied import AsyncProxiedTransport, ProxiedTransport, httpx_proxy

if TYPE_CHECKING:
    from collections.abc import Callable
    from ssl import SSLContext

    from .._settings.config import TransportName
    from .patches import Patched
    from .proxies import Proxies, Proxy

logger = logging.getLogger("do_inference")

_LIMITS: Final = httpx.Limits(
    max_connections=MAX_CONNECTIONS,
    max_keepalive_connections=MAX_IDLE_CONNECTIONS,
    keepalive_expiry=KEEP_ALIVE_SECONDS,
)
_UNUSABLE: Final = "the native transport, which is requested, cannot be used: {}"


def reason_for_httpx(
    requested: TransportName | None,
    *,
    patched: bool = False,
    trio: bool = False,
    proxy: Proxy | None = None,
) -> str | None:
    """Return why httpx's transport sends a request; None if the native transport does.

    Raises `ConfigurationError` if the native transport is requested and cannot send it.
    """
    if requested == "httpx":
        return "it is requested"
    reason = None
    if trio:
        reason = "the event loop is trio's"
    elif proxy is not None:
        reason = f"the proxy {proxy.place} is set in {proxy.source}"
    elif not _has_parser():
        reason = "the package httptools is not installed"
    if requested == "native":
        if reason is not None:
            raise ConfigurationError(_UNUSABLE.format(reason))
        return None
    if patched:
        return "httpx or httpcore is patched, by a mock or by tracing for example"
    return reason


def _has_parser() -> bool:
    try:
        import httptools  # noqa: F401
    except ImportError:
        return False
    return True


def _log(reason: str | None) -> None:
    if reason is None:
        logger.debug("connections use the native transport")
    else:
        logger.debug("connections use the transport of httpx, because %s", reason)


def _configured_proxies() -> Proxies | None:
    """Return the proxies of the environment or the system; None without proxies."""
    variables = any(name.lower().endswith("_proxy") for name in os.environ)
    if not variables and sys.platform not in ("darwin", "win32"):
        return None
    from .proxies import Proxies  # Imported here for start-up time: most programs have no proxy.

    return Proxies(os.environ) or None


def make_transport(
    context: Callable[[], SSLContext], requested: TransportName | None, patched: Patched | None
) -> httpx.BaseTransport:
    """Return the transport of a synchronous client."""
    proxies = _configured_proxies()

    def make(proxy: Proxy | None) -> httpx.BaseTransport:
        reason = reason_for_httpx(requested, patched=patched is not None, proxy=proxy)
        _log(reason)
        if reason is None:
            # Imported here: httptools may be missing.
            from .native.transport import NativeTransport

            return NativeTransport(context)
        if patched is not None:
            return httpx.HTTPTransport(verify=context(), limits=_LIMITS, proxy=httpx_proxy(proxy))
        # Imported here for start-up time, like all of httpcore.
        from .pooled import PooledTransport

        return PooledTransport(context(), proxy=proxy)

    transport = ProxiedTransport(proxies, make) if proxies else make(None)
    return transport if patched is None else ClientTransport(httpx.Client(transport=transport), own=True)


def make_async_transport(
    context: Callable[[], SSLContext], requested: TransportName | None, patched: Patched | None
) -> httpx.AsyncBaseTransport:
    """Return the transport of an asynchronous client for the current event loop."""
    # Imported here for start-up time: synchronous clients do without asyncio.
    from .._event_loops import in_trio

    proxies = _configured_proxies()
    trio = in_trio()

    def make(proxy: Proxy | None) -> httpx.AsyncBaseTransport:
        reason = reason_for_httpx(requested, patched=patched is not None, trio=trio, proxy=proxy)
        _log(reason)
        if reason is None:
            # Imported here: httptools may be missing.
            from .native.async_transport import AsyncNativeTransport

            return AsyncNativeTransport(context)
        if patched is not None:
            return httpx.AsyncHTTPTransport(verify=context(), limits=_LIMITS, proxy=httpx_proxy(proxy))
        # Imported here for start-up time, like all of httpcore.
        from .async_pooled import AsyncPooledTransport

        return AsyncPooledTransport(context(), proxy=proxy)

    transport = AsyncProxiedTransport(proxies, make) if proxies else make(None)
    return (
        transport
        if patched is None
        else AsyncClientTransport(httpx.AsyncClient(transport=transport), own=True)
    )
