"""The transports beneath a client: made when first needed, shared by what `with_options` returns, closed
once.
"""

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

_CLOSED: Final = "the client has been closed; make another one"

LIMITS: Final = httpx.Limits(
    max_connections=MAX_CONNECTIONS,
    max_keepalive_connections=MAX_IDLE_CONNECTIONS,
    keepalive_expiry=KEEP_ALIVE_SECONDS,
)


class _Pool(Generic[HeldT]):
    """What both kinds of pools have in common: connections belong to one process, and end with the client.

    A process that is forked from another one leaves its connections alone, as two cannot read from one.
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
        self._process = (
            getpid()
        )  # Written last: what reads it without the lock then finds the new connections.
        self._finalizer = finalize(self, self._end, self._held, self._process)

    def _lock(self) -> Lock:
        """The lock of this process. A thread that does not exist here may hold that of the parent."""
        return self._locks.setdefault(getpid(), Lock())

    def _disown(self) -> None:
        """Leave the connections to the process that this one was forked from. Call this with the lock."""
        if self._process == getpid():
            return
        self._finalizer.detach()
        self._inherited.append(self._held)  # Kept, so that nothing else closes them.
        self._end(dict(self._held), self._process)
        self._hold()

    @property
    def withdrawal(self) -> Withdrawal:
        """Ends the waits of calls when the pool is closed, with `ClientClosedError`."""
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
    """The transports of one client and of those made from it with `with_options`.

    They are closed with the client, or else when it is no longer used or the program ends.
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
        """The transport for URLs of a scheme."""
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
        """Close all connections. What was given from outside stays open."""
        with self._lock():
            self._disown()
            self.closed = True
            transports = [*self._held.values()]
            self._held.clear()
        self._withdrawal.withdraw(ClientClosedError(_CLOSED))
        for transport in transports:
            transport.close()


class AsyncPool(_Pool[Run]):
    """The transports of one asynchronous client and of those made from it with `with_options`.

    Connections belong to the run of an event loop that they were made in, and are closed when it ends. A client that
    outlives a run, or serves several at once, has connections of its own in each.
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
        """The transport for URLs of a scheme, in the present run of an event loop."""
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
        """Close all connections: of this run now, those of others in them. What was given from outside stays open."""
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
    """Close what a client left open. In a forked process, only its own side."""
    if process != getpid():
        abandon(transports)
        return
    while transports:
        _, transport = transports.popitem()
        with suppress(Exception):
            transport.close()


def _end_all(runs: dict[Any, Run], process: int) -> None:
    """Close what an asynchronous client left open. In a forked process, only its own side."""
    while runs:
        _, run = runs.popitem()
        if process == getpid():
            run.close_soon()
        else:
            abandon(run.transports)


def _retired(transports: dict[Any, httpx.BaseTransport]) -> list[httpx.BaseTransport]:
    """Takes out the transports of earlier patches, save the last one, on which responses may still be read."""
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
