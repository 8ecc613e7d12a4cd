"""The HTTP server, in a thread or in the foreground, and its open connections, which faults can close or reset."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from typing import TYPE_CHECKING, Any, cast

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable

    from do_inference.emulator._app import Application
    from do_inference.emulator._guard import Guard

LONGEST_START = 10.0
"""The longest wait for the server to start, in seconds."""


def listen(host: str, port: int) -> socket.socket:
    """Return a bound socket. Port 0 selects a free one. Raises OSError, and ValueError for an invalid host or port."""
    if not host:
        raise ValueError("the host is empty; use 0.0.0.0 for all addresses")
    if not 0 <= port <= 65535:
        raise ValueError(f"the port must be from 0 to 65535, not {port}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only on sockets that name the protocol. Without it, a client that delays its
    # acknowledgements waits 40 ms for the body of each response after the first one on a connection.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def protocol(application: Application) -> type[asyncio.Protocol]:
    """Return an HTTP protocol that registers its connections with the application."""
    base = _base()

    class Protocol(base):  # type: ignore[misc, valid-type]
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.emulated = JoinedWrites(cast("asyncio.Transport", transport))
            application.connections.made(self.emulated)
            super().connection_made(self.emulated)

        def connection_lost(self, exc: Exception | None) -> None:
            application.connections.lost(self.emulated)
            super().connection_lost(exc)

    return Protocol


class JoinedWrites(asyncio.Transport):
    """A transport that joins the writes of one iteration of the event loop.

    uvicorn writes the head of a response and its body separately. Joined, they cost one system call, and the client is
    woken once.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._later = asyncio.get_running_loop().call_soon
        self._written: list[bytes | bytearray | memoryview] = []

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._written:
            self._later(self._flush)
        self._written.append(data)

    def get_write_buffer_size(self) -> int:
        return sum(map(len, self._written)) + self._transport.get_write_buffer_size()

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        self._written.clear()
        self._transport.abort()

    def _flush(self) -> None:
        if self._written and not self.is_closing():
            self._transport.write(b"".join(self._written))
        self._written.clear()


def _base() -> type[asyncio.Protocol]:
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
    except ImportError:
        from uvicorn.protocols.http.h11_impl import H11Protocol

        return H11Protocol

    class AbsoluteTargetProtocol(HttpToolsProtocol):
        """Preserves absolute request targets (`GET http://host/path`); the base class reduces them to the path."""

        def on_url(self, url: bytes) -> None:
            super().on_url(url)  # pyright: ignore[reportAttributeAccessIssue]
            if not self.url.startswith((b"/", b"*")):
                self.url = b"/" + self.url

    return AbsoluteTargetProtocol


class _Server(uvicorn.Server):
    """A uvicorn server that signals when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.when_up: Callable[[], None] | None = None

    async def main_loop(self) -> None:
        """Run like the base class, but stop as soon as `stop_requested` is set instead of at the next tick."""
        ticks = 0
        while not await self.on_tick(ticks):
            ticks = (ticks + 1) % 864_000
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stop_requested.wait(), 0.1)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        self.stop_requested = asyncio.Event()
        await super().startup(sockets)
        self.up.set()
        if self.when_up is not None:
            self.when_up()


class Server:
    """An application on a socket."""

    def __init__(self, application: Application, sock: socket.socket, guard: Guard) -> None:
        self._application = application
        self._socket = sock
        settings: dict[str, Any] = {"log_config": None, "access_log": False, "lifespan": "off", "ws": "none",
                                    "proxy_headers": False}  # fmt: skip
        self._server = _Server(uvicorn.Config(
            application.behind(guard), interface="asgi3", http=protocol(application),
            date_header=False, server_header=False, backlog=4096,
            timeout_keep_alive=75, timeout_graceful_shutdown=1, **settings))  # fmt: skip
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Start the server in a thread. Raises RuntimeError if it does not start."""
        self._thread = threading.Thread(target=self._run, name="do-inference emulator", daemon=True)
        self._thread.start()
        if not self._server.up.wait(LONGEST_START) or self._failure is not None:
            raise RuntimeError("the emulator did not start") from self._failure

    def run(self, when_up: Callable[[], None] | None = None) -> None:
        """Serve until interrupted. Calls `when_up` once the server accepts requests."""
        self._server.when_up = when_up
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Reset all connections, including those in use, and wait for the thread to end."""
        loop = self._server.loop
        self._server.should_exit = self._server.force_exit = True
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just closed
                loop.call_soon_threadsafe(self._leave)
        if self._thread is not None:
            self._thread.join()
        self._socket.close()

    def _leave(self) -> None:
        self._application.connections.abort_all()
        self._server.stop_requested.set()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        except BaseException as error:  # noqa: BLE001 - `start` raises it again
            self._failure = error
        finally:
            self._server.up.set()


_NO_LINGER = struct.pack("ii", 1, 0)


class Connection:
    """The connection of one client."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.closed = asyncio.Event()

    @property
    def lost(self) -> bool:
        return self.closed.is_set()

    async def close(self) -> None:
        """Send buffered data, then close the connection."""
        self._transport.close()
        await self.closed.wait()

    async def reset(self) -> None:
        """Send buffered data, then reset the connection (TCP RST)."""
        for _ in range(100):  # a reset discards data that is still buffered
            if not self._transport.get_write_buffer_size():
                break
            await asyncio.sleep(0.001)
        self.abort()
        await self.closed.wait()

    def abort(self) -> None:
        sock = self._transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()


class Connections:
    """All open connections by client address."""

    def __init__(self) -> None:
        self._open: dict[tuple[Any, ...], Connection] = {}

    def __len__(self) -> int:
        return len(self._open)

    def made(self, transport: asyncio.Transport) -> None:
        peer = transport.get_extra_info("peername")
        if peer:
            self._open[tuple(peer[:2])] = Connection(transport)

    def lost(self, transport: asyncio.Transport) -> None:
        peer = transport.get_extra_info("peername")
        connection = self._open.pop(tuple(peer[:2]), None) if peer else None
        if connection is not None:
            connection.closed.set()

    def find(self, client: Any) -> Connection | None:
        """Return the connection of an ASGI scope's `client`; None if the application is called without a socket."""
        return self._open.get(tuple(client)) if client else None

    def abort_all(self) -> None:
        for connection in list(self._open.values()):
            connection.abort()
