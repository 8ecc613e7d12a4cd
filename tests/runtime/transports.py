"""Every transport under a plain httpx client, with one asynchronous interface for tests."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest

from do_inference._tls import untrusting_context
from do_inference._transport.adapters import AsyncForHTTPX, ForHTTPX
from do_inference._transport.async_pooled import AsyncPooledTransport
from do_inference._transport.native.async_transport import AsyncNativeTransport
from do_inference._transport.native.pool import ConnectionPool
from do_inference._transport.native.transport import NativeTransport
from do_inference._transport.pooled import PooledTransport

if TYPE_CHECKING:
    import ssl

try:
    import uvloop  # noqa: F401
except ImportError:
    _WITHOUT_UVLOOP = True
else:
    _WITHOUT_UVLOOP = False


class Session:
    """A plain httpx client on a transport. The methods of a synchronous one never suspend."""

    def __init__(self, client: httpx.Client | httpx.AsyncClient, transport: Any) -> None:
        self.client: Any = client
        self.transport = transport

    @property
    def is_async(self) -> bool:
        return isinstance(self.client, httpx.AsyncClient)

    async def send(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Return a response whose body is read."""
        result = self.client.request(method, url, **options)
        response: httpx.Response = await result if self.is_async else result
        return response

    @asynccontextmanager
    async def stream(self, method: str, url: str, **options: Any) -> AsyncIterator[httpx.Response]:
        """Open a response whose body is not read."""
        if self.is_async:
            async with self.client.stream(method, url, **options) as response:
                yield response
        else:
            with self.client.stream(method, url, **options) as response:
                yield response

    async def parts(self, response: httpx.Response) -> AsyncIterator[bytes]:
        """Return the parts of a body as they are received."""
        if self.is_async:
            async for part in response.aiter_raw():
                yield part
        else:
            for part in response.iter_raw():
                yield part

    def upload(self, *parts: bytes) -> Any:
        """Return the body of an upload that is produced in parts."""

        async def produce() -> AsyncIterator[bytes]:
            for part in parts:
                yield part

        return produce() if self.is_async else iter(parts)

    async def apart(self, function: Callable[[], Any]) -> Any:
        """Return the result of a function that blocks. The event loop continues to run."""
        return await anyio.to_thread.run_sync(function) if self.is_async else function()

    @property
    def pool(self) -> Any:
        """The pool of connections."""
        return getattr(self.transport, "native", self.transport)._pool

    @property
    def connections(self) -> int:
        """The number of open connections, idle and in use."""
        return len(self.pool.connections)

    @property
    def in_use(self) -> int:
        """The number of connections that are being opened or serve a request."""
        pool = self.pool
        if isinstance(pool, ConnectionPool):
            return pool._connecting + len(pool.connections) - len(pool._by_age)
        return sum(not one.is_idle() and not one.is_closed() for one in pool.connections)


Scenario = Callable[[Session], Coroutine[Any, Any, Any]]


@dataclass(frozen=True)
class Kind:
    """A transport and how it runs."""

    native: bool
    backend: str
    """sync, asyncio, uvloop or trio."""

    @property
    def is_async(self) -> bool:
        return self.backend != "sync"

    def make(
        self,
        context: ssl.SSLContext | None = None,
        *,
        max_connections: int = 1000,
        keep_alive: float = 30.0,
        **options: Any,
    ) -> Session:
        """Return a session. `options` are those of the httpx client."""
        context = context or untrusting_context()
        options.setdefault("timeout", 30.0)
        transport: Any
        if self.native:
            pool: Any = ConnectionPool(max_connections, 100, keep_alive)
            if self.is_async:
                transport = AsyncForHTTPX(AsyncNativeTransport(lambda: context, pool))
            else:
                transport = ForHTTPX(NativeTransport(lambda: context, pool))
        else:
            transport = (AsyncPooledTransport if self.is_async else PooledTransport)(context)
            transport._pool._max_connections = max_connections
            transport._pool._keepalive_expiry = keep_alive
        client = (
            httpx.AsyncClient(transport=transport, **options)
            if self.is_async
            else httpx.Client(transport=transport, **options)
        )
        return Session(client, transport)

    def run(self, scenario: Scenario, context: ssl.SSLContext | None = None, **options: Any) -> Any:
        """Return the result of a scenario with a session, which is closed at the end."""

        async def main() -> Any:
            session = self.make(context, **options)
            try:
                return await scenario(session)
            finally:
                if self.is_async:
                    await session.client.aclose()
                else:
                    session.client.close()

        return self.drive(main)

    def drive(self, main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """Return the result of a coroutine function."""
        if self.backend == "sync":
            return _without_loop(main())
        if self.backend == "trio":
            return anyio.run(main, backend="trio")
        return anyio.run(main, backend_options={"use_uvloop": self.backend == "uvloop"})


def _without_loop(coroutine: Coroutine[Any, Any, Any]) -> Any:
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("a synchronous transport waits for an event loop")


KINDS = {
    "native sync": Kind(True, "sync"),
    "native asyncio": Kind(True, "asyncio"),
    "native uvloop": Kind(True, "uvloop"),
    "httpx sync": Kind(False, "sync"),
    "httpx asyncio": Kind(False, "asyncio"),
    "httpx trio": Kind(False, "trio"),
}


def kinds(condition: Callable[[Kind], bool] = lambda kind: True) -> pytest.MarkDecorator:
    """Run a test with every transport that satisfies the condition."""
    return pytest.mark.parametrize(
        "kind",
        [
            pytest.param(
                kind,
                id=name,
                marks=pytest.mark.skipif(
                    kind.backend == "uvloop" and _WITHOUT_UVLOOP, reason="uvloop is not installed"
                ),
            )
            for name, kind in KINDS.items()
            if condition(kind)
        ],
    )


Script = Callable[[socket.socket], None]
"""The server's side of one connection."""


@dataclass
class ScriptServer:
    """A server that runs one script per connection, in order, and repeats the last one. It closes connections."""

    scripts: list[Script]
    tls: ssl.SSLContext | None = None
    reached: queue.SimpleQueue[Any] = field(default_factory=queue.SimpleQueue)
    """What scripts report to the test."""
    released: threading.Event = field(default_factory=threading.Event)
    """Set at the end of the test. Scripts that hang wait for it."""
    host: str = "127.0.0.1"
    ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    accepted: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server((self.host, 0))
        self.port = int(self._listener.getsockname()[1])
        self.url = f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self.accepted += 1
                script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
                thread = threading.Thread(target=self._serve, args=(sock, script), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, sock: socket.socket, script: Script) -> None:
        try:
            with sock, contextlib.suppress(OSError):
                if self.tls is None:
                    script(sock)
                else:
                    with self.tls.wrap_socket(sock, server_side=True) as secured:
                        script(secured)
        finally:
            self.ended.release()

    def close(self) -> None:
        self.released.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)


@contextmanager
def serving(*scripts: Script, **options: Any) -> Iterator[ScriptServer]:
    """Run a server with these scripts."""
    server = ScriptServer(list(scripts), **options)
    try:
        yield server
    finally:
        server.close()


def read_head(sock: socket.socket) -> bytes:
    """Return the received bytes up to the end of a head, and what came with it. Empty at the end of the data."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = sock.recv(65536)
        if not more:
            return b""
        data += more
    return data


@contextmanager
def full_listener(host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Return a port where connecting never completes, because the backlog is full."""
    with socket.socket() as listener:
        listener.bind((host, port))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
        try:
            yield listener.getsockname()[1]
        finally:
            for sock in waiting:
                sock.close()
