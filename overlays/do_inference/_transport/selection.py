"""The choice between the native transport and that of httpx, which serves where the native one cannot."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, Final

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from ssl import SSLContext

    from .._settings.config import TransportName
    from .messages import AsyncTransport, Transport
    from .patches import Patched
    from .proxies import Proxies, Proxy

logger = logging.getLogger("do_inference")

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


def _is_native(reason: str | None) -> bool:
    """Return True if the native transport serves, which is the case without a `reason`, and log the decision."""
    if reason is None:
        logger.debug("connections use the native transport")
    else:
        logger.debug("connections use the transport of httpx, because %s", reason)
    return reason is None


def _never(proxy: Proxy | None) -> bool:
    """The decision for httpx, when it is made and logged already."""
    return False


def _configured_proxies() -> Proxies | None:
    """Return the proxies of the environment or the system; None without proxies."""
    variables = any(name.lower().endswith("_proxy") for name in os.environ)
    if not variables and sys.platform not in ("darwin", "win32"):
        return None
    from .proxies import Proxies  # Imported here for start-up time: most programs have no proxy.

    return Proxies(os.environ) or None


def make_transport(
    context: Callable[[], SSLContext], requested: TransportName | None, patched: Patched | None
) -> Transport:
    """Return the transport of a synchronous client."""
    proxies = _configured_proxies()

    def is_native(proxy: Proxy | None) -> bool:
        return _is_native(reason_for_httpx(requested, patched=patched is not None, proxy=proxy))

    decided = proxies is None and patched is None
    if decided and is_native(None):
        # Imported here: httptools may be missing.
        from .native.transport import NativeTransport

        return NativeTransport(context)
    # Imported here for start-up time, like all of httpx.
    from .fallback import make_fallback

    return make_fallback(context, proxies, patched, _never if decided else is_native)


def make_async_transport(
    context: Callable[[], SSLContext], requested: TransportName | None, patched: Patched | None
) -> AsyncTransport:
    """Return the transport of an asynchronous client for the current event loop."""
    # Imported here for start-up time: synchronous clients do without asyncio.
    from .._event_loops import in_trio

    proxies = _configured_proxies()
    trio = in_trio()

    def is_native(proxy: Proxy | None) -> bool:
        return _is_native(reason_for_httpx(requested, patched=patched is not None, trio=trio, proxy=proxy))

    decided = proxies is None and patched is None
    if decided and is_native(None):
        # Imported here: httptools may be missing.
        from .native.async_transport import AsyncNativeTransport

        return AsyncNativeTransport(context)
    # Imported here for start-up time, like all of httpx.
    from .fallback import make_async_fallback

    return make_async_fallback(context, proxies, patched, _never if decided else is_native)
