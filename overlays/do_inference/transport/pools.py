"""The transports beneath a client: made when first needed, shared by what `with_options` returns, closed
once.
"""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Iterator
from contextlib import contextmanager
from os import getpid
from ssl import SSLContext
from threading import Lock
from typing import Any, Final
from urllib.request import getproxies
from weakref import WeakKeyDictionary

import httpx

from ..errors import ClientClosedError, ConfigurationError
from .async_pooled import AsyncPooledTransport
from .bridge import KEEP_ALIVE_SECONDS, MAX_CONNECTIONS, MAX_IDLE_CONNECTIONS
from .pooled import PooledTransport
from .tls import shared_context, untrusting_context

LIMITS: Final = httpx.Limits(
    max_connections=MAX_CONNECTIONS,
    max_keepalive_connections=MAX_IDLE_CONNECTIONS,
    keepalive_expiry=KEEP_ALIVE_SECONDS,
)


_ON_THIS_MACHINE: Final = ("all://localhost", "all://127.0.0.1", "all://[::1]")
"""What no proxy of the environment is asked for: to it, these names mean the proxy's own machine."""


@contextmanager
def _telling_of_proxies() -> Iterator[None]:
    """Raise `ConfigurationError` where httpx cannot use a proxy that the environment names."""
    try:
        yield
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise ConfigurationError(
            f"the proxy that the environment names cannot be used: {error} Mend HTTP_PROXY, HTTPS_PROXY or ALL_PROXY, "
            "or pass a transport of your own"
        ) from None


def _proxied() -> bool:
    """Whether the environment names a proxy, which httpx then chooses by its own rules."""
    return not {"http", "https", "all"}.isdisjoint(getproxies())


def _check_open(client: httpx.Client | httpx.AsyncClient) -> None:
    if client.is_closed:
        raise ClientClosedError("the http_client that was given to this client has been closed")


class ClientTransport(httpx.BaseTransport):
    """Sends through an `httpx.Client`, with its proxies, hooks and authentication."""

    def __init__(self, client: httpx.Client, *, own: bool) -> None:
        self._client = client
        self._own = own

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        _check_open(self._client)
        if request.extensions.get("anonymous"):
            return self._client.send(request, stream=True, follow_redirects=False, auth=None)
        return self._client.send(request, stream=True, follow_redirects=False)

    def close(self) -> None:
        if self._own:
            self._client.close()


class AsyncClientTransport(httpx.AsyncBaseTransport):
    """Sends through an `httpx.AsyncClient`, with its proxies, hooks and authentication."""

    def __init__(self, client: httpx.AsyncClient, *, own: bool) -> None:
        self._client = client
        self._own = own

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        _check_open(self._client)
        if request.extensions.get("anonymous"):
            return await self._client.send(request, stream=True, follow_redirects=False, auth=None)
        return await self._client.send(request, stream=True, follow_redirects=False)

    async def aclose(self) -> None:
        if self._own:
            await self._client.aclose()


class Pool:
    """The transports of one client and of those made from it with `with_options`."""

    def __init__(
        self,
        client: httpx.Client | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._given = ClientTransport(client, own=False) if client is not None else transport
        self._lock = Lock()
        self._transports: dict[str, httpx.BaseTransport] = {}
        self._process = getpid()
        self._inherited: list[dict[str, httpx.BaseTransport]] = []
        self.closed = False

    def transport(self, scheme: str) -> httpx.BaseTransport:
        """The transport for URLs of a scheme."""
        if self._process != getpid():
            self._start_anew()
        found = self._transports.get(scheme)
        return found if found is not None else self._make(scheme)

    def _start_anew(self) -> None:
        """Leave the connections to the process that this one was forked from: two cannot read from one."""
        self._lock = Lock()  # Another thread may have held the old one, and is not there any more.
        # Kept, so that nothing closes them: over TLS that would end them for the other process as well.
        self._inherited.append(self._transports)
        self._transports = {}
        self._process = getpid()

    def _make(self, scheme: str) -> httpx.BaseTransport:
        with self._lock:
            if self.closed:
                raise ClientClosedError("the client has been closed; make another one")
            if scheme not in self._transports:
                self._transports[scheme] = self._given or _default(scheme)
            return self._transports[scheme]

    def close(self) -> None:
        """Close all connections. What was given from outside stays open."""
        with self._lock:
            self.closed = True
            transports, self._transports = self._transports, {}
        for transport in transports.values():
            if transport is not self._given:
                transport.close()


class AsyncPool:
    """The transports of one asynchronous client and of those made from it with `with_options`.

    Connections belong to the event loop they were made in. A client that outlives its loop gets new ones in
    the next.
    """

    def __init__(
        self,
        client: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._given = AsyncClientTransport(client, own=False) if client is not None else transport
        self._of_loops: WeakKeyDictionary[Any, dict[str, httpx.AsyncBaseTransport]] = WeakKeyDictionary()
        self.closed = False

    def transport(self, scheme: str) -> httpx.AsyncBaseTransport:
        """The transport for URLs of a scheme, in the running event loop."""
        made = self._of_loops.get(_loop())
        found = None if made is None else made.get(scheme)
        return found if found is not None else self._make(scheme)

    def _make(self, scheme: str) -> httpx.AsyncBaseTransport:
        if self.closed:
            raise ClientClosedError("the client has been closed; make another one")
        made = self._of_loops.setdefault(_loop(), {})
        if scheme not in made:
            made[scheme] = self._given or _default_async(scheme)
        return made[scheme]

    async def aclose(self) -> None:
        """Close all connections of this event loop. What was given from outside stays open."""
        self.closed = True
        made = self._of_loops.pop(_loop(), None)
        self._of_loops.clear()
        for transport in [] if made is None else made.values():
            if transport is not self._given:
                await transport.aclose()


def _loop() -> object:
    try:
        return get_running_loop()
    except RuntimeError:  # Not asyncio, so trio, whose runs do not overlap in a thread.
        return AsyncPool


def _default(scheme: str) -> httpx.BaseTransport:
    if _proxied():
        with _telling_of_proxies():
            client = httpx.Client(**_beside_proxies())
        return ClientTransport(client, own=True)
    return PooledTransport(_context(scheme))


def _default_async(scheme: str) -> httpx.AsyncBaseTransport:
    if _proxied():
        with _telling_of_proxies():
            client = httpx.AsyncClient(**_beside_proxies())
        return AsyncClientTransport(client, own=True)
    return AsyncPooledTransport(_context(scheme))


def _beside_proxies() -> dict[str, Any]:
    """How an httpx client is set up that goes by the proxies of the environment."""
    return {"verify": shared_context(), "limits": LIMITS, "mounts": dict.fromkeys(_ON_THIS_MACHINE)}


def _context(scheme: str) -> SSLContext:
    return shared_context() if scheme == "https" else untrusting_context()
