"""Transports that send each request directly or through a proxy, as configured in the environment."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

import httpx

from .._tls import shared_context
from ..errors import ConfigurationError
from .messages import abandon

if TYPE_CHECKING:
    from collections.abc import Callable

    from .proxies import Proxies, Proxy

TransportT = TypeVar("TransportT", httpx.BaseTransport, httpx.AsyncBaseTransport)

_PORTS = {"http": 80, "https": 443}


class _ProxyRoutes(Generic[TransportT]):
    """One transport per proxy and one for direct connections, created on first use."""

    def __init__(self, proxies: Proxies, make: Callable[[Proxy | None], TransportT]) -> None:
        self._proxies = proxies
        self._make: Callable[[Proxy | None], TransportT] = make
        self._lock = Lock()
        self._made: dict[Proxy | None, TransportT] = {}

    def of(self, url: httpx.URL) -> tuple[TransportT, Proxy | None]:
        proxy = self._proxies.of(url.scheme, url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme])
        with self._lock:
            if proxy not in self._made:
                self._made[proxy] = self._make(proxy)
            return self._made[proxy], proxy

    def all(self) -> list[TransportT]:
        with self._lock:
            return list(self._made.values())

    def abandon(self) -> None:
        """Close the sockets without their event loop, if the transports support it."""
        abandon(self.all())


class ProxiedTransport(httpx.BaseTransport):
    """Routes requests by proxy. `make` creates the transport for a proxy, or for direct connections if it is None."""

    def __init__(self, proxies: Proxies, make: Callable[[Proxy | None], httpx.BaseTransport]) -> None:
        self._routes = _ProxyRoutes[httpx.BaseTransport](proxies, make)
        self.abandon = self._routes.abandon

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        transport, proxy = self._routes.of(request.url)
        try:
            return transport.handle_request(request)
        except httpx.TransportError as error:
            _raise_with_proxy(proxy, error)

    def close(self) -> None:
        for transport in self._routes.all():
            transport.close()


class AsyncProxiedTransport(httpx.AsyncBaseTransport):
    """The asynchronous variant of `ProxiedTransport`."""

    def __init__(self, proxies: Proxies, make: Callable[[Proxy | None], httpx.AsyncBaseTransport]) -> None:
        self._routes = _ProxyRoutes[httpx.AsyncBaseTransport](proxies, make)
        self.abandon = self._routes.abandon

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        transport, proxy = self._routes.of(request.url)
        try:
            return await transport.handle_async_request(request)
        except httpx.TransportError as error:
            _raise_with_proxy(proxy, error)

    async def aclose(self) -> None:
        for transport in self._routes.all():
            await transport.aclose()


def _raise_with_proxy(proxy: Proxy | None, error: httpx.TransportError) -> NoReturn:
    """Raise the error with the proxy in its message, because the address of the proxy may be wrong."""
    if proxy is None:
        raise error
    raise type(error)(f"{error} (through the proxy {proxy.place}, set in {proxy.source})") from error


def core_pool(proxy: Proxy | None, *, asynchronous: bool, **options: Any) -> Any:
    """Return an httpcore connection pool, with a proxy unless it is None. Raises `ConfigurationError`."""
    import httpcore  # Imported here for start-up time: the native transport does not need it.

    if proxy is None:
        return (httpcore.AsyncConnectionPool if asynchronous else httpcore.ConnectionPool)(**options)
    auth = None if proxy.user is None else (proxy.user.encode(), proxy.password.encode())
    options["proxy_auth"] = auth
    if proxy.scheme.startswith("socks"):
        options.pop("socket_options", None)
        options["proxy_url"] = httpcore.URL(
            scheme=b"socks5", host=proxy.host.encode(), port=proxy.port, target=b"/"
        )
        kind = httpcore.AsyncSOCKSProxy if asynchronous else httpcore.SOCKSProxy
        try:
            return kind(**options)
        except (
            ImportError,
            RuntimeError,
        ):  # Without socksio, httpcore defines a placeholder class that raises.
            raise ConfigurationError(
                f"the proxy in {proxy.source} cannot be used: SOCKS needs the package socksio; "
                "install it with pip install 'httpx[socks]'"
            ) from None
    options["proxy_url"] = httpcore.URL(
        scheme=proxy.scheme.encode(), host=proxy.host.encode(), port=proxy.port, target=b"/"
    )
    if proxy.scheme == "https":
        options["proxy_ssl_context"] = shared_context()
    return (httpcore.AsyncHTTPProxy if asynchronous else httpcore.HTTPProxy)(**options)


def httpx_proxy(proxy: Proxy | None) -> httpx.Proxy | None:
    """Return the proxy as an `httpx.Proxy`."""
    if proxy is None:
        return None
    scheme = "socks5" if proxy.scheme.startswith("socks") else proxy.scheme
    auth = None if proxy.user is None else (proxy.user, proxy.password)
    return httpx.Proxy(f"{scheme}://{proxy.place}", auth=auth)
