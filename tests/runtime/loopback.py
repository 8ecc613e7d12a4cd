"""A real server on loopback that answers as it is told, and remembers what it was asked."""

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
    """What one request carried."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int
    """Which connection it came over, counted from 0."""
    names: tuple[str, ...] = ()
    """The name of each header field, in lower case, as often as it came."""

    def fields(self, name: str) -> int:
        """How often a header field came."""
        return self.names.count(name)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Handler = Callable[[Request, socket.socket], bool | None]
"""Answers a request. Returns whether the connection stays open."""


@dataclass
class Loopback:
    """The server. Answers are used up one by one; the last one is repeated."""

    answers: list[Handler] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over: handlers that hang wait for it."""
    tls: ssl.SSLContext | None = None
    ended: queue.SimpleQueue[int] = field(default_factory=queue.SimpleQueue)
    """The connections that the server has closed, or put in the state that a test waits for."""

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

    def will(self, *answers: Handler) -> Loopback:
        """Answer with these from now on."""
        self.answers = list(answers)
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
                    answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if answer(request, line) is False:
                    return


def _requests(sock: socket.socket, number: int) -> Iterator[Request]:
    buffer = b""
    while True:
        while b"\r\n\r\n" not in buffer:
            piece = sock.recv(65536)
            if not piece:
                return
            buffer += piece
        head, _, buffer = buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        length = int(headers.get("content-length", 0))
        while len(buffer) < length:
            piece = sock.recv(65536)
            if not piece:
                return
            buffer += piece
        names = tuple(line.partition(":")[0].lower() for line in lines)
        yield Request(method, path, headers, buffer[:length], number, names)
        buffer = buffer[length:]


def answer(
    body: object = CHAT,
    status: int = 200,
    content_type: str | None = "application/json",
    headers: dict[str, str] | None = None,
) -> Handler:
    """A whole answer; a body that is neither bytes nor text is written as JSON."""
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
    whole = "\r\n".join(lines).encode() + b"\r\n\r\n" + raw

    def handle(request: Request, sock: socket.socket) -> None:
        sock.sendall(whole)

    return handle


def drop(request: Request, sock: socket.socket) -> bool:
    """Close the connection without an answer."""
    return False


def hang(server: Loopback, before: bytes = b"") -> Handler:
    """Send `before`, then nothing until the test is over."""

    def handle(request: Request, sock: socket.socket) -> bool:
        sock.sendall(before)
        server.released.wait(30)
        return False

    return handle


def trickle(server: Loopback, before: bytes, drip: bytes = b"x", every: float = 0.01) -> Handler:
    """Send `before`, then `drip` again and again until the other side has had enough."""

    def handle(request: Request, sock: socket.socket) -> bool:
        sock.sendall(before)
        with contextlib.suppress(OSError):
            while not server.released.wait(every):
                sock.sendall(drip)
        return False

    return handle


def cut(before: bytes) -> Handler:
    """Send `before`, then close the connection."""

    def handle(request: Request, sock: socket.socket) -> bool:
        sock.sendall(before)
        return False

    return handle


STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n"
)


def chunk(data: bytes) -> bytes:
    """One piece of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def event(content: str = "x") -> bytes:
    """One event of a chat completion."""
    piece = {"index": 0, "delta": {"content": content}, "finish_reason": None}
    value = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [piece]}
    return b"data: " + json.dumps(value).encode() + b"\n\n"


FINISH = (
    b'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},'
    b'"finish_reason":"stop"}]}\n\n'
)
DONE = b"data: [DONE]\n\n"


def events(*contents: str, ending: bytes = DONE, last: bytes = b"0\r\n\r\n", headers: bytes = b"") -> Handler:
    """An event stream of chat completions, with a chunk for each event."""

    def handle(request: Request, sock: socket.socket) -> None:
        sock.sendall(STREAM_HEAD + headers + b"\r\n")
        for content in contents:
            sock.sendall(chunk(event(content)))
        sock.sendall(chunk(FINISH + ending) + last)

    return handle
