"""The floor: the least that a client written in Python can do for the same bytes, with the standard library alone.

`Floor` writes a prepared request to a socket, reads it line by line with `readline`, and passes each event to
`json.loads`. `AsyncFloor` does the same in an `asyncio.Protocol` whose `data_received` splits the bytes into lines, and
resumes the caller at the end of the response. Neither checks anything, builds a model or handles an error. Requests use
one connection again and again; each stream has a new one. The body of a request is encoded in advance.
"""

from __future__ import annotations

import asyncio
import json
import socket
import time
from typing import Any, BinaryIO, Final
from urllib.parse import urlsplit

from .messages import SHORT, TEXT, request_body

_PATH: Final = "/v1/chat/completions"


def _request(path: str, body: dict[str, Any]) -> bytes:
    encoded = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {len(encoded)}\r\n\r\n"
    return head.encode() + encoded


class _Prepared:
    """The address of the server, and requests that are encoded once."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.address = (str(parts.hostname), int(parts.port or 0))
        self.first_tokens: list[float] = []
        self._requests: dict[int, bytes] = {}

    def of(self, messages: list[Any]) -> bytes:
        if id(messages) not in self._requests:
            body = request_body("m", messages, stream=False)
            self._requests[id(messages)] = _request(_PATH, body)
        return self._requests[id(messages)]


class Floor(_Prepared):
    """A bare socket."""

    _file: BinaryIO | None = None
    _socket: socket.socket | None = None

    def stream(self, model: str) -> int:
        seen = 0
        with socket.create_connection(self.address) as connection:
            connection.sendall(_request(_PATH, request_body(model, SHORT, stream=True)))
            with connection.makefile("rb") as file:
                for line in file:
                    if line.startswith(b"data: {"):
                        if json.loads(line[6:])["choices"][0]["delta"]["content"] == TEXT:
                            if not seen:
                                self.first_tokens.append(time.perf_counter())
                            seen += 1
                    elif line.startswith(b"data: ["):
                        break
        return seen

    def request(self, messages: list[Any]) -> str:
        text: str = self._post(self.of(messages))["choices"][0]["message"]["content"]
        return text

    def embeddings(self) -> int:
        request = _request("/v1/embeddings", {"model": "m", "input": "x"})
        return len(self._post(request)["data"][-1]["embedding"])

    def _post(self, request: bytes) -> Any:
        if self._socket is None or self._file is None:
            self._socket = socket.create_connection(self.address)
            self._file = self._socket.makefile("rb")
        self._socket.sendall(request)
        length = 0
        while (line := self._file.readline()) != b"\r\n":
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        return json.loads(self._file.read(length))

    def helper(self, model: str) -> int:
        raise NotImplementedError

    def connect(self) -> None:
        """Open a connection with the file that reads its lines, and close both."""
        with socket.create_connection(self.address) as connection, connection.makefile("rb"):
            pass

    def close(self) -> None:
        if self._socket is not None and self._file is not None:
            self._file.close()
            self._socket.close()


class _Stream(asyncio.Protocol):
    """Counts the chunks of an event stream."""

    def __init__(self, request: bytes, first_tokens: list[float]) -> None:
        self._request = request
        self._first_tokens = first_tokens
        self._rest = b""
        self._seen = 0
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            if line.startswith(b"data: {"):
                if json.loads(line[6:])["choices"][0]["delta"]["content"] == TEXT:
                    if not self._seen:
                        self._first_tokens.append(time.perf_counter())
                    self._seen += 1
            elif line.startswith(b"data: ["):
                self.ended.set_result(self._seen)


class _Responses(asyncio.Protocol):
    """Reads responses with a `content-length`, one after another."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._received = b""
        self.ended: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, blank, body = self._received.partition(b"\r\n\r\n")
        if not blank:
            return
        for line in head.split(b"\r\n"):
            if line.startswith(b"content-length:") and len(body) >= int(line[15:]):
                self._received = b""
                self.ended.set_result(json.loads(body))
                return


class AsyncFloor(_Prepared):
    """A bare `asyncio.Protocol`."""

    _responses: _Responses | None = None

    async def stream(self, model: str) -> int:
        request = _request(_PATH, request_body(model, SHORT, stream=True))
        transport, protocol = await asyncio.get_running_loop().create_connection(
            lambda: _Stream(request, self.first_tokens), *self.address
        )
        try:
            return await protocol.ended
        finally:
            transport.close()

    async def request(self, messages: list[Any]) -> str:
        loop = asyncio.get_running_loop()
        if self._responses is None:
            _, self._responses = await loop.create_connection(_Responses, *self.address)
        self._responses.ended = loop.create_future()
        self._responses.transport.write(self.of(messages))
        text: str = (await self._responses.ended)["choices"][0]["message"]["content"]
        return text

    async def close(self) -> None:
        if self._responses is not None:
            self._responses.transport.close()
