"""The subjects. Each has `post`, which returns the body of a response, and `stream`, which passes it to `Events`.

Except for the floor, all differ in their HTTP only: bodies of requests are bytes, and `Events` decodes every stream.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import socket
import time
from collections.abc import Callable
from typing import Any

from .connections import (
    FIELDS,
    HOST,
    PATH,
    AsyncTransport,
    BufferedConnection,
    PlainConnection,
    Transport,
    encode,
)
from .parsers import CopyingParser, HandwrittenParser, HttptoolsParser

TEXT = " token"
TIMEOUT = 60


class Events:
    """Counts the events of a stream that contain a token, and records when the first one arrived."""

    def __init__(self) -> None:
        self.tokens = 0
        self.first: float | None = None
        self.done = False
        self._held = b""

    def feed(self, data: bytes) -> None:
        """Decode the events in `data`. Lines of another kind are skipped."""
        lines = (self._held + data).split(b"\n")
        self._held = lines.pop()
        for line in lines:
            if line.startswith(b"data: {"):
                self.tokens += json.loads(line[6:])["choices"][0]["delta"].get("content") == TEXT
                self.done = False
            elif line.startswith(b"data: ["):
                self.done = True
        if self.first is None and self.tokens:
            self.first = time.perf_counter()


class Floor:
    """A socket, `readline` and `json.loads`, which parse no HTTP."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port))
        self._file = self._socket.makefile("rb")

    def post(self, body: bytes) -> bytes:
        self._socket.sendall(encode(body))
        return self._socket.recv(2**16).partition(b"\r\n\r\n")[2]

    def stream(self, body: bytes, events: Events) -> None:
        self._socket.sendall(encode(body))
        for line in self._file:
            if line.startswith(b"data: {"):
                events.tokens += json.loads(line[6:])["choices"][0]["delta"].get("content") == TEXT
            elif line == b"0\r\n":
                break
        self._file.readline()


class FloorProtocol(asyncio.Protocol):
    """Passes received bytes to a function, without parsing HTTP."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.write: Callable[[bytes], None] = transport.write  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.receive(data)

    receive: Callable[[bytes], object]


class AsyncFloor:
    """An `asyncio.Protocol` and `json.loads`, which parse no HTTP."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[FloorProtocol] = []

    async def _connection(self) -> FloorProtocol:
        if self._idle:
            return self._idle.pop()
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(FloorProtocol, HOST, self._port))[1]

    async def post(self, body: bytes) -> bytes:
        connection = await self._connection()
        received = asyncio.get_running_loop().create_future()
        connection.receive = received.set_result
        connection.write(encode(body))
        response: bytes = await received
        self._idle.append(connection)
        return response.partition(b"\r\n\r\n")[2]

    async def stream(self, body: bytes, events: Events) -> None:
        connection = await self._connection()
        done = asyncio.get_running_loop().create_future()

        def receive(data: bytes) -> None:
            events.feed(data)
            if events.done and data.endswith(b"0\r\n\r\n"):
                done.set_result(None)

        connection.receive = receive
        connection.write(encode(body))
        await done
        self._idle.append(connection)


class Prototype:
    def __init__(self, port: int, parser: Any) -> None:
        self._transport = Transport(port, parser)

    def post(self, body: bytes) -> bytes:
        connection = self._transport.send(body)
        parts = []
        while data := connection.read():
            parts.append(data)
        self._transport.release(connection)
        return b"".join(parts)

    def stream(self, body: bytes, events: Events) -> None:
        connection = self._transport.send(body)
        while data := connection.read():
            events.feed(data)
        self._transport.release(connection)


class AsyncPrototype:
    def __init__(self, port: int, parser: Any, connection: Any = PlainConnection) -> None:
        self._transport = AsyncTransport(port, parser, connection)

    async def post(self, body: bytes) -> bytes:
        connection = await self._transport.send(body)
        parts = []
        while data := await connection.read():
            parts.append(data)
        self._transport.release(connection)
        return b"".join(parts)

    async def stream(self, body: bytes, events: Events) -> None:
        connection = await self._transport.send(body)
        while data := await connection.read():
            events.feed(data)
        self._transport.release(connection)


class Httpx:
    """`httpx.Client`, or that of httpx2."""

    def __init__(self, port: int, module: str) -> None:
        httpx: Any = importlib.import_module(module)
        self._client = httpx.Client(headers=FIELDS, timeout=TIMEOUT)
        self._url = f"http://{HOST}:{port}{PATH}"

    def post(self, body: bytes) -> bytes:
        return self._client.post(self._url, content=body).content

    def stream(self, body: bytes, events: Events) -> None:
        with self._client.stream("POST", self._url, content=body) as response:
            for data in response.iter_raw():
                events.feed(data)


class AsyncHttpx:
    def __init__(self, port: int, module: str) -> None:
        httpx: Any = importlib.import_module(module)
        limits = httpx.Limits(max_connections=None)
        self._client = httpx.AsyncClient(headers=FIELDS, timeout=TIMEOUT, limits=limits)
        self._url = f"http://{HOST}:{port}{PATH}"

    async def post(self, body: bytes) -> bytes:
        return (await self._client.post(self._url, content=body)).content

    async def stream(self, body: bytes, events: Events) -> None:
        async with self._client.stream("POST", self._url, content=body) as response:
            async for data in response.aiter_raw():
                events.feed(data)


class Httpcore:
    """The connection pool of httpx or httpx2 without its client."""

    def __init__(self, port: int, module: str) -> None:
        self._pool: Any = importlib.import_module(module).ConnectionPool(max_connections=10_000)
        self._url = f"http://{HOST}:{port}{PATH}"
        self._options = {"headers": FIELDS, "extensions": {"timeout": {"read": TIMEOUT}}}

    def post(self, body: bytes) -> bytes:
        return self._pool.request("POST", self._url, content=body, **self._options).content

    def stream(self, body: bytes, events: Events) -> None:
        with self._pool.stream("POST", self._url, content=body, **self._options) as response:
            for data in response.iter_stream():
                events.feed(data)


class AsyncHttpcore:
    def __init__(self, port: int, module: str) -> None:
        self._pool: Any = importlib.import_module(module).AsyncConnectionPool(max_connections=10_000)
        self._url = f"http://{HOST}:{port}{PATH}"
        self._options = {"headers": FIELDS, "extensions": {"timeout": {"read": TIMEOUT}}}

    async def post(self, body: bytes) -> bytes:
        return (await self._pool.request("POST", self._url, content=body, **self._options)).content

    async def stream(self, body: bytes, events: Events) -> None:
        async with self._pool.stream("POST", self._url, content=body, **self._options) as response:
            async for data in response.aiter_stream():
                events.feed(data)


class AsyncAiohttp:
    def __init__(self, port: int) -> None:
        from aiohttp import ClientSession, TCPConnector

        self._session = ClientSession(connector=TCPConnector(limit=0), headers=FIELDS)
        self._url = f"http://{HOST}:{port}{PATH}"

    async def post(self, body: bytes) -> bytes:
        async with self._session.post(self._url, data=body) as response:
            return await response.read()

    async def stream(self, body: bytes, events: Events) -> None:
        async with self._session.post(self._url, data=body) as response:
            async for data in response.content.iter_any():
                events.feed(data)


class Pyreqwest:
    """reqwest of Rust, in a separate thread. `read_chunk`, because `read` waits until 64 KiB have arrived."""

    def __init__(self, port: int) -> None:
        from pyreqwest.client import SyncClientBuilder

        self._client = SyncClientBuilder().default_headers(FIELDS).build()
        self._url = f"http://{HOST}:{port}{PATH}"

    def post(self, body: bytes) -> bytes:
        return bytes(self._client.post(self._url).body_bytes(body).build().send().bytes())

    def stream(self, body: bytes, events: Events) -> None:
        with self._client.post(self._url).body_bytes(body).build_streamed() as response:
            reader = response.body_reader
            while (data := reader.read_chunk()) is not None:
                events.feed(bytes(data))


class AsyncPyreqwest:
    def __init__(self, port: int) -> None:
        from pyreqwest.client import ClientBuilder

        self._client = ClientBuilder().default_headers(FIELDS).build()
        self._url = f"http://{HOST}:{port}{PATH}"

    async def post(self, body: bytes) -> bytes:
        response = await self._client.post(self._url).body_bytes(body).build().send()
        return bytes(await response.bytes())

    async def stream(self, body: bytes, events: Events) -> None:
        async with self._client.post(self._url).body_bytes(body).build_streamed() as response:
            reader = response.body_reader
            while (data := await reader.read_chunk()) is not None:
                events.feed(bytes(data))


SYNC: dict[str, Callable[[int], Any]] = {
    "floor": Floor,
    "httptools": lambda port: Prototype(port, HttptoolsParser),
    "hand-written": lambda port: Prototype(port, HandwrittenParser),
    "pyreqwest": Pyreqwest,
    "httpcore2": lambda port: Httpcore(port, "httpcore2"),
    "httpx2": lambda port: Httpx(port, "httpx2"),
    "httpcore": lambda port: Httpcore(port, "httpcore"),
    "httpx": lambda port: Httpx(port, "httpx"),
}
ASYNC: dict[str, Callable[[int], Any]] = {
    "floor": AsyncFloor,
    "httptools": lambda port: AsyncPrototype(port, HttptoolsParser),
    "hand-written": lambda port: AsyncPrototype(port, HandwrittenParser),
    "httptools, own buffer": lambda port: AsyncPrototype(port, HttptoolsParser, BufferedConnection),
    "hand-written, own buffer": lambda port: AsyncPrototype(port, CopyingParser, BufferedConnection),
    "aiohttp": AsyncAiohttp,
    "pyreqwest": AsyncPyreqwest,
    "httpcore2": lambda port: AsyncHttpcore(port, "httpcore2"),
    "httpx2": lambda port: AsyncHttpx(port, "httpx2"),
    "httpcore": lambda port: AsyncHttpcore(port, "httpcore"),
    "httpx": lambda port: AsyncHttpx(port, "httpx"),
}
