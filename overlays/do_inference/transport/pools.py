"""The transports beneath a client: made when first needed, shared by what `with_options` returns, closed
once.
"""

from __future__ import annotations

import os
from contextlib import suppress
from os import getpid
from ssl import SSLContext
from threading import Lock
from typing import Final
from weakref import finalize

import httpx

from ..errors import ClientClosedError
from ..event_loops import current_run
from .async_pooled import AsyncPooledTransport
from .bridge import KEEP_ALIVE_SECONDS, MAX_CONNECTIONS, MAX_IDLE_CONNECTIONS
from .patches import Patched, Patches
from .pooled import PooledTransport
from .proxied import AsyncProxiedTransport, ProxiedTransport, httpx_proxy
from .proxies import Proxies, Proxy
from .runs import Run, abandon, new_run
from .tls import shared_context, untrusting_context

_CLOSED: Final = "the client has been closed; make another one"

LIMITS: Final = httpx.Limits(
    max_connections=MAX_CONNECTIONS,
    max_keepalive_connections=MAX_IDLE_CONNECTIONS,
    keepalive_expiry=KEEP_ALIVE_SECONDS,
)


def _check_open(client: httpx.Client | httpx.AsyncClient) -> None:
    if client.is_closed:
        raise ClientClosedError("the http_client that was given to this client has been closed")


def _unread(response: httpx.Response) -> httpx.Response:
    """A response whose body can be read: a hook of the client may have read and decompressed it already."""
    if not response.is_stream_consumed:
        return response
    encoded = (b"content-encoding", b"content-length", b"transfer-encoding")
    headers = [(name, value) for name, value in response.headers.raw if name.lower() not in encoded]
    return httpx.Response(
        response.status_code,
        headers=headers,
        stream=httpx.ByteStream(response.content),
        extensions=response.extensions,
    )


class ClientTransport(httpx.BaseTransport):
    """Sends through an `httpx.Client`, with its proxies, hooks and authentication."""

    def __init__(self, client: httpx.Client, *, own: bool) -> None:
        self._client = client
        self._own = own

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self._own:
            _check_open(self._client)
        if request.extensions.get("anonymous"):
            return _unread(self._client.send(request, stream=True, follow_redirects=False, auth=None))
        return _unread(self._client.send(request, stream=True, follow_redirects=False))

    def close(self) -> None:
        if self._own:
            self._client.close()


class AsyncClientTransport(httpx.AsyncBaseTransport):
    """Sends through an `httpx.AsyncClient`, with its proxies, hooks and authentication."""

    def __init__(self, client: httpx.AsyncClient, *, own: bool) -> None:
        self._client = client
        self._own = own

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not self._own:
            _check_open(self._client)
        if request.extensions.get("anonymous"):
            return _unread(await self._client.send(request, stream=True, follow_redirects=False, auth=None))
        return _unread(await self._client.send(request, stream=True, follow_redirects=False))

    async def aclose(self) -> None:
        if self._own:
            await self._client.aclose()


class Pool:
    """The transports of one client and of those made from it with `with_options`.

    They are closed with the client, or else when it is no longer used or the program ends.
    """

    def __init__(
        self,
        client: httpx.Client | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._given = ClientTransport(client, own=False) if client is not None else transport
        self._patches = Patches(asynchronous=False)
        self._lock = Lock()
        self._transports: dict[str | Patched, httpx.BaseTransport] = {}
        self._process = getpid()
        self._inherited: list[object] = []
        self._finalizer = finalize(self, _close_all, self._transports, self._process)
        self.closed = False

    def transport(self, scheme: str) -> httpx.BaseTransport:
        """The transport for URLs of a scheme."""
        if self._process != getpid():
            self._start_anew()
        if self._given is not None:
            return self._open(self._given)
        patched = self._patches.found()
        found = self._transports.get(patched or scheme)
        return found if found is not None else self._make(scheme, patched)

    def _open(self, transport: httpx.BaseTransport) -> httpx.BaseTransport:
        if self.closed:
            raise ClientClosedError(_CLOSED)
        return transport

    def _start_anew(self) -> None:
        """Leave the connections to the process that this one was forked from: two cannot read from one."""
        self._lock = Lock()  # Another thread may have held the old one, and does not exist in this process.
        self._inherited.append(self._transports)  # Kept, so that nothing else closes them.
        self._finalizer.detach()
        abandon(self._transports)
        self._transports = {}
        self._process = getpid()
        self._finalizer = finalize(self, _close_all, self._transports, self._process)

    def _make(self, scheme: str, patched: Patched | None) -> httpx.BaseTransport:
        with self._lock:
            if self.closed:
                raise ClientClosedError(_CLOSED)
            key = patched or scheme
            if key not in self._transports:
                for old in _retired(self._transports):
                    old.close()
                self._transports[key] = _default(scheme, patched)
            return self._transports[key]

    def close(self) -> None:
        """Close all connections. What was given from outside stays open."""
        with self._lock:
            self.closed = True
            transports = [*self._transports.values()]
            self._transports.clear()
        for transport in transports:
            transport.close()


class AsyncPool:
    """The transports of one asynchronous client and of those made from it with `with_options`.

    Connections belong to the run of an event loop that they were made in, and are closed when it ends. A client that
    outlives a run, or serves several at once, has connections of its own in each.
    """

    def __init__(
        self,
        client: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._given = AsyncClientTransport(client, own=False) if client is not None else transport
        self._patches = Patches(asynchronous=True)
        self._lock = Lock()
        self._runs: dict[object, Run] = {}
        self._process = getpid()
        self._inherited: list[object] = []
        self._finalizer = finalize(self, _end_all, self._runs, self._process)
        self.closed = False

    def transport(self, scheme: str) -> httpx.AsyncBaseTransport:
        """The transport for URLs of a scheme, in the present run of an event loop."""
        if self._given is not None:
            return self._open(self._given)
        run = self._runs.get(current_run())
        patched = self._patches.found()
        found = None if run is None else run.transports.get(patched or scheme)
        return found if found is not None else self._make(scheme, patched)

    def _open(self, transport: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        if self.closed:
            raise ClientClosedError(_CLOSED)
        return transport

    def _make(self, scheme: str, patched: Patched | None) -> httpx.AsyncBaseTransport:
        if self._process != getpid():
            self._start_anew()
        with self._lock:
            if self.closed:
                raise ClientClosedError(_CLOSED)
            key = current_run()
            if key not in self._runs:
                self._sweep()
                self._runs[key] = new_run()
            run = self._runs[key]
            made = run.transports[patched or scheme] = _default_async(scheme, patched)
            return made

    def _start_anew(self) -> None:
        """Leave the connections to the process that this one was forked from."""
        self._lock = Lock()
        self._inherited.append(
            self._runs
        )  # Kept: their loops, which the other process runs, must not be touched.
        self._finalizer.detach()
        for run in self._runs.values():
            abandon(run.transports)
        self._runs = {}
        self._process = getpid()
        self._finalizer = finalize(self, _end_all, self._runs, self._process)

    def _sweep(self) -> None:
        """Close the sockets of runs that ended without closing them."""
        for key, run in list(self._runs.items()):
            if run.has_ended():
                del self._runs[key]
                abandon(run.transports)

    async def aclose(self) -> None:
        """Close all connections: of this run now, those of others in them. What was given from outside stays open."""
        with self._lock:
            self.closed = True
            own = self._runs.pop(current_run(), None)
            others = [*self._runs.values()]
            self._runs.clear()
        for run in others:
            run.close_soon()
        if own is not None:
            await own.close()


def _close_all(transports: dict[str | Patched, httpx.BaseTransport], process: int) -> None:
    """Close what a client left open. In a forked process, only its own side."""
    if process != getpid():
        abandon(transports)
    while transports:
        _, transport = transports.popitem()
        with suppress(Exception):
            transport.close()


def _end_all(runs: dict[object, Run], process: int) -> None:
    """Close what an asynchronous client left open. In a forked process, only its own side."""
    while runs:
        _, run = runs.popitem()
        if process == getpid():
            run.close_soon()
        else:
            abandon(run.transports)


def _retired(transports: dict[str | Patched, httpx.BaseTransport]) -> list[httpx.BaseTransport]:
    """Takes out the transports of earlier patches, save the last one, on which responses may still be read."""
    patches = [key for key in transports if isinstance(key, Patched)]
    return [transports.pop(key) for key in patches[:-1]]


def _default(scheme: str, patched: Patched | None) -> httpx.BaseTransport:
    context = _context(scheme)
    proxies = Proxies(os.environ)

    def make(proxy: Proxy | None) -> httpx.BaseTransport:
        if patched is None:
            return PooledTransport(context, proxy=proxy)
        return httpx.HTTPTransport(verify=context, limits=LIMITS, proxy=httpx_proxy(proxy))

    transport = ProxiedTransport(proxies, make) if proxies else make(None)
    return transport if patched is None else ClientTransport(httpx.Client(transport=transport), own=True)


def _default_async(scheme: str, patched: Patched | None) -> httpx.AsyncBaseTransport:
    context = _context(scheme)
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


def _context(scheme: str) -> SSLContext:
    return shared_context() if scheme == "https" else untrusting_context()
