"""A scripted HTTP server on loopback that records its requests."""

from __future__ import annotations

import contextlib
import json
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl

CHAT: dict[str, Any] = {
    "id": "c1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hello"}}],
}


@dataclass
class Request:
    """A received request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int
    """The number of its connection, from 0."""
    names: tuple[str, ...] = ()
    """The names of all header fields in lower case, including repetitions."""

    def fields(self, name: str) -> int:
        """Return how often a header field occurs."""
        return self.names.count(name)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Handler = Callable[[Request, socket.socket], bool | None]
"""Sends the response to a request. Returns False to close the connection."""


@dataclass
class Loopback:
    """The server. It uses one handler per request, in order, and repeats the last one."""

    handlers: list[Handler] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    """Set at the end of the test. Handlers that hang wait for it."""
    tls: ssl.SSLContext | None = None
    ended: queue.SimpleQueue[int] = field(default_factory=queue.SimpleQueue)
    """The numbers of connections that the server has closed, or brought into the state that a test waits for."""

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def respond_with(self, *handlers: Handler) -> Loopback:
        """Use these handlers for the next requests."""
        self.handlers = list(handlers)
        return self

    def close(self) -> None:
        self.released.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number = len(self._sockets)
            self._sockets.append(sock)
            thread = threading.Thread(target=self._serve, args=(sock, number), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _secured(self, sock: socket.socket) -> socket.socket:
        return sock if self.tls is None else self.tls.wrap_socket(sock, server_side=True)

    def _serve(self, sock: socket.socket, number: int) -> None:
        try:
            self._serve_requests(sock, number)
        finally:
            self.ended.put(number)

    def _serve_requests(self, sock: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError), self._secured(sock) as line:
            for request in _requests(line, number):
                with self._lock:
                    self.requests.append(request)
                    handler = self.handlers.pop(0) if len(self.handlers) > 1 else self.handlers[0]
                if handler(request, line) is False:
                    return


def _requests(sock: socket.socket, number: int) -> Iterator[Request]:
    buffer = b""
    while True:
        while b"\r\n\r\n" not in buffer:
            data = sock.recv(65536)
            if not data:
                return
            buffer += data
        head, _, buffer = buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        names = tuple(line.partition(":")[0].lower() for line in lines)
        body = bytearray(buffer)

        def more(received: bytearray = body) -> bool:
            data = sock.recv(65536)
            received += data
            return bool(data)

        if headers.get("transfer-encoding") == "chunked":
            content = bytearray()
            size = -1
            while size:
                while b"\r\n" not in body:
                    if not more():
                        return
                line, _, _ = body.partition(b"\r\n")
                size = int(line, 16)
                end = len(line) + 2 + size + 2
                while len(body) < end:
                    if not more():
                        return
                content += body[len(line) + 2 : end - 2]
                del body[:end]
        else:
            length = int(headers.get("content-length", 0))
            while len(body) < length:
                if not more():
                    return
            content = body[:length]
            del body[:length]
        yield Request(method, path, headers, bytes(content), number, names)
        buffer = bytes(body)


def reply(
    body: object = CHAT,
    status: int = 200,
    content_type: str | None = "application/json",
    headers: dict[str, str] | None = None,
) -> Handler:
    """Return a handler that sends a complete response. A body that is neither bytes nor a string is encoded as JSON."""
    raw = (
        body
        if isinstance(body, bytes)
        else body.encode()
        if isinstance(body, str)
        else json.dumps(body).encode()
    )
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(raw)}"]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    complete = "\r\n".join(lines).encode() + b"\r\n\r\n" + raw

    def handle(request: Request, sock: socket.socket) -> None:
        sock.sendall(complete)

    return handle


def drop(request: Request, sock: socket.socket) -> bool:
    """Close the connection without a response."""
    return False


def hang(server: Loopback, before: bytes = b"") -> Handler:
    """Return a handler that sends `before`, then nothing until the end of the test."""

    def handle(request: Request, sock: socket.socket) -> bool:
        sock.sendall(before)
        server.released.wait(30)
        return False

    return handle


def trickle(server: Loopback, before: bytes, drip: bytes = b"x", every: float = 0.01) -> Handler:
    """Return a handler that sends `before`, then `drip` repeatedly until the client closes the connection."""

    def handle(request: Request, sock: socket.socket) -> bool:
        sock.sendall(before)
        with contextlib.suppress(OSError):
            while not server.released.wait(every):
                sock.sendall(drip)
        return False

    return handle


def cut(before: bytes) -> Handler:
    """Return a handler that sends `before`, then closes the connection."""

    def handle(request: Request, sock: socket.socket) -> bool:
        sock.sendall(before)
        return False

    return handle


STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n"
)


def chunk(data: bytes) -> bytes:
    """Return one chunk of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def event(content: str = "x") -> bytes:
    """Return one event of a chat completion stream."""
    data = {"index": 0, "delta": {"content": content}, "finish_reason": None}
    value = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [data]}
    return b"data: " + json.dumps(value).encode() + b"\n\n"


FINISH = (
    b'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},'
    b'"finish_reason":"stop"}]}\n\n'
)
DONE = b"data: [DONE]\n\n"


def events(*contents: str, ending: bytes = DONE, last: bytes = b"0\r\n\r\n", headers: bytes = b"") -> Handler:
    """Return a handler that sends a chat completion stream, with one chunk per event."""

    def handle(request: Request, sock: socket.socket) -> None:
        sock.sendall(STREAM_HEAD + headers + b"\r\n")
        for content in contents:
            sock.sendall(chunk(event(content)))
        sock.sendall(chunk(FINISH + ending) + last)

    return handle
