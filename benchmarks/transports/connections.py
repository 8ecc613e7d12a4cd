"""A minimal transport, synchronous and with asyncio, whose parser can be exchanged. Without TLS and hardening."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from .parsers import Parser

HOST = "127.0.0.1"
PATH = "/v1/chat/completions"
FIELDS = {
    "accept": "application/json",
    "authorization": "Bearer sk-do-v1-benchmark",
    "content-type": "application/json",
    "user-agent": "benchmark/1",
}
READ_BYTES = 64 * 1024


def encode(body: bytes) -> bytes:
    """Return the head and the body of a request."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in FIELDS.items())
    return (
        f"POST {PATH} HTTP/1.1\r\nhost: {HOST}\r\n{fields}content-length: {len(body)}\r\n\r\n".encode() + body
    )


class Transport:
    """Keeps idle connections, and makes one if there is none."""

    def __init__(self, port: int, new_parser: Callable[[], Parser]) -> None:
        self._port = port
        self._new_parser = new_parser
        self._idle: list[Connection] = []

    def send(self, body: bytes) -> Connection:
        """Send a request, and return its connection when the head of the response has arrived."""
        connection = self._idle.pop() if self._idle else Connection(self._port, self._new_parser())
        connection.send(encode(body))
        return connection

    def release(self, connection: Connection) -> None:
        if connection.parser.complete and connection.parser.keep_alive:
            self._idle.append(connection)
        else:
            connection.close()


class Connection:
    """One connection. A read is one `recv` and one call of the parser."""

    def __init__(self, port: int, parser: Parser) -> None:
        # With a timeout, as any real client has it: each read then costs a `poll`, too.
        self._socket = socket.create_connection((HOST, port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""
        self.parser = parser
        self.close = self._socket.close

    def send(self, request: bytes) -> None:
        self.parser.start()
        self._socket.sendall(request)
        while not self.parser.head_complete:
            self._received += self._receive()

    def read(self) -> bytes:
        """Return the next part of the body, and nothing at its end."""
        data, self._received = self._received, b""
        while not data and not self.parser.complete:
            data = self._receive()
        return data

    def _receive(self) -> bytes:
        data = self._socket.recv(READ_BYTES)
        if not data:
            raise EOFError
        return self.parser.feed(data)


class AsyncTransport:
    """Keeps idle connections, and makes one if there is none."""

    def __init__(
        self, port: int, new_parser: Callable[[], Parser], connection: type[AsyncConnection]
    ) -> None:
        self._port = port
        self._new_parser = new_parser
        self._connection = connection
        self._idle: list[AsyncConnection] = []

    async def send(self, body: bytes) -> AsyncConnection:
        """Send a request, and return its connection when the head of the response has arrived."""
        if self._idle:
            connection = self._idle.pop()
        else:
            loop = asyncio.get_running_loop()
            connection = self._connection(loop, self._new_parser())
            await loop.create_connection(lambda: connection, HOST, self._port)
        await connection.send(encode(body))
        return connection

    def release(self, connection: AsyncConnection) -> None:
        if connection.parser.complete and connection.parser.keep_alive:
            self._idle.append(connection)
        else:
            connection.close()


class AsyncConnection(asyncio.BaseProtocol):
    """One connection. Data is parsed when it arrives, and the reader is woken up."""

    def __init__(self, loop: asyncio.AbstractEventLoop, parser: Parser) -> None:
        self._loop = loop
        self._received: list[bytes] = []
        self._waiter: asyncio.Future[None] | None = None
        self._error: Exception | None = None
        self.parser = parser

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._write = transport.write
        self.close = transport.close

    def data_received(self, data: bytes) -> None:
        try:
            body = self.parser.feed(data)
        except Exception as error:  # noqa: BLE001 - raised by `_wait`
            self._error = error
        else:
            if body:
                self._received.append(body)
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self._error = error or EOFError()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _wait(self) -> None:
        if self._error is not None:
            raise self._error
        self._waiter = self._loop.create_future()
        await self._waiter

    async def send(self, request: bytes) -> None:
        self.parser.start()
        self._write(request)
        while not self.parser.head_complete:
            await self._wait()

    async def read(self) -> bytes:
        """Return the next part of the body, and nothing at its end."""
        while not self._received and not self.parser.complete:
            await self._wait()
        data = b"".join(self._received)
        self._received.clear()
        return data


class PlainConnection(AsyncConnection, asyncio.Protocol):
    """asyncio allocates 256 KiB for each read, which costs two page faults."""


class BufferedConnection(AsyncConnection, asyncio.BufferedProtocol):
    """Reads into one buffer for all connections: a loop with a selector parses a read before it starts another."""

    _buffer = memoryview(bytearray(READ_BYTES))

    def get_buffer(self, size_hint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, count: int) -> None:
        self.data_received(self._buffer[:count])
