"""The transports of a client: created on first use, shared with clients from `with_options`, closed once."""

from __future__ import annotations

import os
from contextlib import suppress
from os import getpid
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from weakref import finalize

import httpx

from .._event_loops import current_run
from .._tls import shared_context, untrusting_context
from ..errors import ClientClosedError
from ..rate_limit._queue import Withdrawal
from .async_pooled import AsyncPooledTransport
from .bridge import KEEP_ALIVE_SECONDS, MAX_CONNECTIONS, MAX_IDLE_CONNECTIONS
from .clients import AsyncClientTransport, ClientTransport
from .patches import Patched, Patches
from .pooled import PooledTransport
from .proxied import AsyncProxiedTransport, ProxiedTransport, httpx_proxy
from .proxies import Proxies, Proxy
from .runs import Run, abandon, new_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from ssl import SSLContext

HeldT = TypeVar("HeldT")

_CLOSED: Final = "the client is closed; create a new one"

LIMITS: Final = httpx.Limits(
    max_connections=MAX_CONNECTIONS,
    max_keepalive_connections=MAX_IDLE_CONNECTIONS,
    keepalive_expiry=KEEP_ALIVE_SECONDS,
)


class _Pool(Generic[HeldT]):
    """The common part of both pools: connections belong to one process, and are closed with the client.

    A forked process does not use the connections of its parent, because two processes cannot read from one connection.
    """

    def __init__(self, end: Callable[[dict[Any, HeldT], int], None], tls: SSLContext | None) -> None:
        self._end = end
        self._tls = tls
        self._locks: dict[int, Lock] = {}
        self._inherited: list[dict[Any, HeldT]] = []
        self.closed = False
        self._hold()

    def _hold(self) -> None:
        self._held: dict[Any, HeldT] = {}
        self._withdrawal = Withdrawal()
        # Set last, so that threads that read it without the lock find the new connections.
        self._process = getpid()
        self._finalizer = finalize(self, self._end, self._held, self._process)

    def _lock(self) -> Lock:
        """Return the lock of this process. The parent's lock may be held by a thread that does not exist here."""
        return self._locks.setdefault(getpid(), Lock())

    def _disown(self) -> None:
        """Stop using the connections of the parent process. The caller holds the lock."""
        if self._process == getpid():
            return
        self._finalizer.detach()
        self._inherited.append(self._held)  # Referenced, so that they are not finalized and closed.
        self._end(dict(self._held), self._process)
        self._hold()

    @property
    def withdrawal(self) -> Withdrawal:
        """Ends the waits of calls with `ClientClosedError` when the pool is closed."""
        if self._process != getpid():
            with self._lock():
                self._disown()
        return self._withdrawal

    def _context(self, scheme: str) -> SSLContext:
        if scheme != "https":
            return untrusting_context()
        return shared_context() if self._tls is None else self._tls

    def check_open(self) -> None:
        """Raise `ClientClosedError` if the pool is closed."""
        if self.closed:
            raise ClientClosedError(_CLOSED)


class Pool(_Pool[httpx.BaseTransport]):
    """The transports of a client and of the clients that `with_options` returns.

    They are closed with the client, or when it is garbage-collected, or when the program ends.
    """

    def __init__(
        self,
        client: httpx.Client | None = None,
        transport: httpx.BaseTransport | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        super().__init__(_close_all, tls)
        self._given = ClientTransport(client, own=False) if client is not None else transport
        self._patches = Patches(asynchronous=False)

    def transport(self, scheme: str) -> httpx.BaseTransport:
        """Return the transport for URLs of a scheme."""
        if self._given is not None:
            self.check_open()
            return self._given
        patched = self._patches.found()
        found = self._held.get(patched or scheme) if self._process == getpid() else None
        return found if found is not None else self._make(scheme, patched)

    def _make(self, scheme: str, patched: Patched | None) -> httpx.BaseTransport:
        with self._lock():
            self._disown()
            self.check_open()
            key = patched or scheme
            if key not in self._held:
                for old in _retired(self._held):
                    old.close()
                self._held[key] = _default(self._context(scheme), patched)
            return self._held[key]

    def close(self) -> None:
        """Close all connections. A client or transport that the user passed stays open."""
        with self._lock():
            self._disown()
            self.closed = True
            transports = [*self._held.values()]
            self._held.clear()
        self._withdrawal.withdraw(ClientClosedError(_CLOSED))
        for transport in transports:
            transport.close()


class AsyncPool(_Pool[Run]):
    """The transports of an asynchronous client and of the clients that `with_options` returns.

    Connections belong to the event loop run in which they were opened, and are closed when it ends. A client that is
    used in several runs has separate connections in each.
    """

    def __init__(
        self,
        client: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        super().__init__(_end_all, tls)
        self._given = AsyncClientTransport(client, own=False) if client is not None else transport
        self._patches = Patches(asynchronous=True)

    def transport(self, scheme: str) -> httpx.AsyncBaseTransport:
        """Return the transport for URLs of a scheme, in the current event loop run."""
        if self._given is not None:
            self.check_open()
            return self._given
        patched = self._patches.found()
        run = self._held.get(current_run()) if self._process == getpid() else None
        found = None if run is None else run.transports.get(patched or scheme)
        return found if found is not None else self._make(scheme, patched)

    def _make(self, scheme: str, patched: Patched | None) -> httpx.AsyncBaseTransport:
        with self._lock():
            self._disown()
            self.check_open()
            key = current_run()
            if key not in self._held:
                self._sweep()
                self._held[key] = new_run()
            run = self._held[key]
            made = run.transports[patched or scheme] = _default_async(self._context(scheme), patched)
            return made

    def _sweep(self) -> None:
        """Close the sockets of runs that ended without closing them."""
        for key, run in list(self._held.items()):
            if run.has_ended():
                del self._held[key]
                abandon(run.transports)

    async def aclose(self) -> None:
        """Close the connections of this run, and schedule closing those of other runs.

        A client or transport that the user passed stays open.
        """
        with self._lock():
            self._disown()
            self.closed = True
            own = self._held.pop(current_run(), None)
            others = [*self._held.values()]
            self._held.clear()
        self._withdrawal.withdraw(ClientClosedError(_CLOSED))
        for run in others:
            run.close_soon()
        if own is not None:
            await own.close()


def _close_all(transports: dict[Any, httpx.BaseTransport], process: int) -> None:
    """Close the transports that a client left open. In a forked process, only close its own file descriptors."""
    if process != getpid():
        abandon(transports)
        return
    while transports:
        _, transport = transports.popitem()
        with suppress(Exception):
            transport.close()


def _end_all(runs: dict[Any, Run], process: int) -> None:
    """Close the runs that a client left open. In a forked process, only close its own file descriptors."""
    while runs:
        _, run = runs.popitem()
        if process == getpid():
            run.close_soon()
        else:
            abandon(run.transports)


def _retired(transports: dict[Any, httpx.BaseTransport]) -> list[httpx.BaseTransport]:
    """Remove and return the transports of old patches, except the latest one, whose responses may still be read."""
    patches = [key for key in transports if isinstance(key, Patched)]
    return [transports.pop(key) for key in patches[:-1]]


def _default(context: SSLContext, patched: Patched | None) -> httpx.BaseTransport:
    proxies = Proxies(os.environ)

    def make(proxy: Proxy | None) -> httpx.BaseTransport:
        if patched is None:
            return PooledTransport(context, proxy=proxy)
        return httpx.HTTPTransport(verify=context, limits=LIMITS, proxy=httpx_proxy(proxy))

    transport = ProxiedTransport(proxies, make) if proxies else make(None)
    return transport if patched is None else ClientTransport(httpx.Client(transport=transport), own=True)


def _default_async(context: SSLContext, patched: Patched | None) -> httpx.AsyncBaseTransport:
    proxies = Proxies(os.environ)

    def make(proxy: Proxy | None) -> httpx.AsyncBaseTransport:
        if patched is None:
            return AsyncPooledTransport(context, proxy=proxy)
        return httpx.AsyncHTTPTransport(verify=context, limits=LIMITS, proxy=httpx_proxy(proxy))

    transport = AsyncProxiedTransport(proxies, make) if proxies else make(None)
    return (
        transport
        if patched is None
        else AsyncClientTransport(httpx.AsyncClient(transport=transport), own=True)
    )
