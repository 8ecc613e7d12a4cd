# ruff: noqa: ASYNC109 - the timeouts are those of httpx's requests.
"""One HTTP/1.1 connection under asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from ..._event_loops import close_without_loop
from .. import exceptions
from .connect import ATTEMPT_DELAY, Address, is_readable, of_address, resolved, set_options
from .parser import ResponseParser
from .request_head import Message

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from ..._settings.timeouts import Phases
    from .pool import Origin

_CLOSING_SECONDS: Final = 0.25
BUFFERED_BYTES: Final = 256 * 1024
"""Bytes. Reading pauses while more than these are received and not taken."""
_READ_BYTES: Final = 64 * 1024
"""Maximum number of bytes of one read."""
_buffers: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, memoryview]] = WeakKeyDictionary()


class AsyncHTTPConnection(asyncio.BufferedProtocol):
    """A transport of asyncio and the parser of its responses. It serves one request at a time.

    asyncio reads whenever data arrives. Each read is parsed at once and wakes the task that waits for it. Reads of all
    connections of an event loop use one buffer, because allocating one takes longer than most reads.
    """

    __slots__ = (
        "_active",
        "_buffer",
        "_drained",
        "_held",
        "_loop",
        "_lost",
        "_paused",
        "_read_end",
        "_timer",
        "_transport",
        "_waiter",
        "closed",
        "idle_since",
        "origin",
        "parser",
        "reused",
        "sent",
    )

    def __init__(self, origin: Origin, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._buffer = _buffer_of(loop)
        self._transport: Any = None
        self._active = True
        self._lost: Exception | bool = False
        self._held = 0
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._read_end = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._drained: asyncio.Future[None] | None = None
        self.closed: asyncio.Future[None] = loop.create_future()
        """Done when the socket is closed."""
        self.origin = origin
        self.parser = ResponseParser()
        self.idle_since = 0.0
        self.reused = False
        """Whether the connection has served a request before."""
        self.sent = False
        """Whether a byte of the current request was sent."""

    # Callbacks of the event loop.

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.received(bytes(self._buffer[:nbytes]))

    def received(self, data: bytes) -> None:
        """Parse what was received."""
        if not self._active:  # The bytes belong to no request.
            self.close()
            return
        parser = self.parser
        parser.feed(data)
        if parser.chunks:
            self._held += len(data)
            if self._held > BUFFERED_BYTES and not self._paused:
                self._paused = True
                self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self._lost = self._lost or True
        self.parser.end()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = exc or True
        parser = self.parser
        if isinstance(exc, OSError) and self._active:
            self._receive_rest()
        if exc is not None and not parser.complete and parser.error is None:
            parser.error = exceptions.ReadError(str(exc))
        else:
            parser.end()
        self._wake()
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        if not self.closed.done():
            self.closed.set_result(None)
        self._stop_timer()
        parser.close()

    def _receive_rest(self) -> None:
        """Receive what arrived before sending failed: a response such as 413, after which the server closed."""
        if (
            self._transport.get_extra_info("ssl_object") is not None
        ):  # asyncio decrypts nothing after an error.
            return
        # Event loops that have closed the socket already do not support this.
        with contextlib.suppress(OSError, TypeError, NotImplementedError):
            with self._transport.get_extra_info("socket").dup() as sock:
                while data := sock.recv(BUFFERED_BYTES):
                    self.parser.feed(data)

    def pause_writing(self) -> None:
        self._drained = self._loop.create_future()

    def resume_writing(self) -> None:
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    # Methods of the transport.

    async def send(self, message: Message, timeout: float | None) -> None:
        """Send a message. Raises `WriteTimeout` or `WriteError`."""
        if self._lost:
            raise exceptions.WriteError(self._reason())
        self._active = True
        self._transport.write(message.data)
        if self._transport.is_closing() and not self.sent:  # The operating system took none of it.
            raise exceptions.WriteError("the server closed the connection")
        self.sent = True
        if self._drained is None:
            return
        try:
            async with asyncio.timeout(timeout):
                await self._drained
        except TimeoutError as error:
            raise exceptions.WriteTimeout(str(error)) from error
        if self._lost:
            raise exceptions.WriteError(self._reason())

    def _reason(self) -> str:
        return str(self._lost) if isinstance(self._lost, Exception) else "the server closed the connection"

    async def receive(self, timeout: float | None) -> None:
        """Wait until something was received and parsed. Raises `ReadTimeout`."""
        parser = self.parser
        if parser.chunks or parser.complete or parser.error is not None:
            return
        waiter = self._waiter = self._loop.create_future()
        if timeout is not None:
            self._start_timer(timeout)
        elif self._timer is not None:  # That of an earlier read.
            self._stop_timer()
        try:
            await waiter
        finally:
            self._waiter = None

    def _start_timer(self, timeout: float) -> None:
        # Each read moves the end. Another timer starts only if there is none, or if the present one ends too late.
        self._read_end = self._loop.time() + timeout
        if self._timer is not None:
            if self._timer.when() <= self._read_end:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(self._read_end, self._check_timer)

    def _check_timer(self) -> None:
        self._timer = None
        waiter = self._waiter
        if waiter is None or waiter.done():
            return
        if self._loop.time() < self._read_end:
            self._timer = self._loop.call_at(self._read_end, self._check_timer)
        else:
            waiter.set_exception(exceptions.ReadTimeout(""))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def take(self) -> bytes:
        """Return and remove the received part of the body."""
        self._read_on()
        return self.parser.take()

    def _read_on(self) -> None:
        """Read again after a pause. Nothing is held."""
        self._held = 0
        if self._paused:
            self._paused = False
            self._transport.resume_reading()

    def rest(self) -> None:
        """Expect no data until the next request."""
        self._active = False
        self._read_on()  # The end of the body may not have been taken.
        self.parser.reset()

    def is_reusable(self) -> bool:
        """Return whether an idle connection is open in this event loop, and has received nothing."""
        return (
            not self._lost
            and not self._transport.is_closing()
            and self._loop is asyncio.get_running_loop()
            # The loop may not have run since the server closed the connection.
            and not is_readable(self._transport.get_extra_info("socket"))
        )

    def close(self) -> None:
        """Close the connection: gracefully if it is idle, otherwise immediately."""
        self._lost = self._lost or True
        self._stop_timer()
        if self._loop.is_closed():
            self.abandon()
            if not self.closed.done():  # asyncio reports the end of TLS in the loop, which has ended.
                self.closed.set_result(None)
        elif self._active:
            self._transport.abort()
        else:
            self._transport.close()
        self.parser.close()
        self._wake()

    def abort(self) -> None:
        """Close the connection without notifying the server."""
        self._transport.abort()

    def abandon(self) -> None:
        """Close the socket without its event loop, which has ended or belongs to another process."""
        tls = getattr(self._transport, "_ssl_protocol", None)
        close_without_loop(self._transport if tls is None else tls._transport, self._loop)

    def get_extra_info(self, info: str) -> Any:
        """Return a detail of the connection, by httpcore's names: `socket`, `ssl_object`, `client_addr` and others."""
        if info == "is_readable":
            return not self.is_reusable()
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return self._transport.get_extra_info(names.get(info, info))


def _buffer_of(loop: asyncio.AbstractEventLoop) -> memoryview:
    """Return the buffer for the reads of an event loop, which parses what it has read before it reads again.

    A proactor, the loop of Windows, reads from several connections at once. Each of them has a buffer of its own.
    """
    if sys.platform == "win32":
        return memoryview(bytearray(_READ_BYTES))
    buffer = _buffers.get(loop)
    if buffer is None:
        buffer = _buffers[loop] = memoryview(bytearray(_READ_BYTES))
    return buffer


async def connect_async(
    connector: object, origin: Origin, context: ssl.SSLContext | None, timeouts: Phases
) -> AsyncHTTPConnection:
    """Open a connection, with TLS if there is a context. Raises `ConnectTimeout` or `ConnectError`."""
    loop = asyncio.get_running_loop()
    options: dict[str, Any] = (
        {} if context is None else {"ssl": context, "server_hostname": origin.server_name}
    )
    try:
        async with asyncio.timeout(timeouts.get("connect")):
            sock = await _connected_socket(loop, origin.host, origin.port)
            connection: AsyncHTTPConnection
            _, connection = await loop.create_connection(
                lambda: AsyncHTTPConnection(origin, loop), sock=sock, **options
            )
    except TimeoutError as error:
        raise exceptions.ConnectTimeout(str(error)) from error
    except (OSError, ValueError) as error:  # A name that TLS cannot send is a ValueError.
        raise exceptions.ConnectError(str(error)) from error
    protocol = None if context is None else connection.get_extra_info("ssl_object").selected_alpn_protocol()
    if protocol not in (None, "http/1.1"):
        connection.abort()
        raise exceptions.ConnectError(f"the server selected the protocol {protocol}")
    return connection


async def _connected_socket(loop: asyncio.AbstractEventLoop, host: str, port: int) -> socket.socket:
    """Return a connected socket. Another address is tried when one fails, or after `ATTEMPT_DELAY`.

    Replaces the `happy_eyeballs_delay` of `create_connection`, which uvloop lacks, and which loses a socket if the task
    is cancelled at the moment when it is connected.
    """
    addresses = of_address(host, port)
    if not addresses:
        addresses = await loop.run_in_executor(None, resolved, [host], port)
    if len(addresses) == 1:
        return await _attempt(loop, addresses[0])
    waiting = addresses[::-1]
    pending: set[asyncio.Task[socket.socket]] = set()
    failure: BaseException | None = None
    try:
        while waiting or pending:
            if waiting:
                pending.add(loop.create_task(_attempt(loop, waiting.pop())))
            done, _ = await asyncio.wait(
                pending, timeout=ATTEMPT_DELAY if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                pending.remove(task)
                failed = task.exception()
                if failed is None:
                    return task.result()
                failure = failure or failed
    finally:
        for task in pending:
            task.add_done_callback(_close_unused)
            task.cancel()
    raise failure or OSError("no address could be connected")


async def _attempt(loop: asyncio.AbstractEventLoop, address: Address) -> socket.socket:
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        await loop.sock_connect(sock, address.place)
    except BaseException:
        sock.close()
        raise
    set_options(sock)
    return sock


def _close_unused(attempt: asyncio.Task[socket.socket]) -> None:
    if not attempt.cancelled() and attempt.exception() is None:
        attempt.result().close()


async def wait_closed_async(connections: Iterable[AsyncHTTPConnection]) -> None:
    """Wait until closing connections are closed, for a short time, and then close them without waiting."""
    closing = [connection for connection in connections if not connection.closed.done()]
    try:
        if closing:
            await asyncio.wait([connection.closed for connection in closing], timeout=_CLOSING_SECONDS)
    finally:
        for connection in closing:
            connection.abort()


class AsyncPlaceWaiter:
    """A task that waits for a place in the pool."""

    __slots__ = ("_granted",)

    def __init__(self) -> None:
        self._granted = asyncio.Event()

    def grant(self) -> None:
        self._granted.set()

    async def wait(self, seconds: float | None) -> None:
        """Wait for the place. Raises `PoolTimeout`."""
        try:
            async with asyncio.timeout(seconds):
                await self._granted.wait()
        except TimeoutError:
            raise exceptions.PoolTimeout("no connection became free") from None
