"""An HTTP server on loopback that returns the recordings in all framings of HTTP."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Self

from .recordings import RECORDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

Framing = Literal["chunked", "length", "close", "http/1.0"]

_PATHS = {recording.operation.path: recording for recording in reversed(RECORDINGS.values())}


@dataclass
class RecordedServer:
    """The handler that responds with the recording of the path."""

    framing: Framing = "chunked"
    piece: int = 64
    """Bytes in each write."""
    content_type: str | None = "text/event-stream; charset=utf-8"
    cut: int | None = None
    """Bytes of the body after which the connection is closed."""
    lingering: bool = False
    """Whether the end of the body is withheld until the client closes the connection."""
    connections: int = 0
    _open: set[socket.socket] = field(default_factory=set)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._changed:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        assert self.wait_for_silence()
        self._acceptor.join()

    def wait_for_silence(self) -> bool:
        """Return whether all connections are closed within a moment."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._open, timeout=10)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.connections += 1
                with self._changed:
                    self._open.add(sock)
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        try:
            with contextlib.suppress(OSError), sock:
                for path in _requests(sock):
                    if not self._answer(sock, _PATHS[path].stream):
                        break
        finally:
            with self._changed:
                self._open.discard(sock)
                self._changed.notify_all()

    def _answer(self, sock: socket.socket, stream: bytes) -> bool:
        head = ["HTTP/1.0 200 OK" if self.framing == "http/1.0" else "HTTP/1.1 200 OK"]
        if self.content_type is not None:
            head.append(f"Content-Type: {self.content_type}")
        if self.framing == "length":
            head.append(f"Content-Length: {len(stream)}")
        elif self.framing == "chunked":
            head.append("Transfer-Encoding: chunked")
        sock.sendall("\r\n".join([*head, "X-Request-Id: req_9", "", ""]).encode())
        body = stream if self.cut is None else stream[: self.cut]
        for start in range(0, len(body), self.piece):
            data = body[start : start + self.piece]
            sock.sendall(b"%x\r\n%s\r\n" % (len(data), data) if self.framing == "chunked" else data)
        if self.lingering:
            sock.recv(1)
            return False
        if self.cut is None and self.framing == "chunked":
            sock.sendall(b"0\r\n\r\n")
        return self.cut is None and self.framing in ("chunked", "length")


def _requests(sock: socket.socket) -> Iterator[str]:
    """Read the path of each request on a connection."""
    with sock.makefile("rb") as file:
        while line := file.readline():
            length = 0
            while header := file.readline().strip().lower():
                if header.startswith(b"content-length:"):
                    length = int(header.partition(b":")[2])
            file.read(length)
            yield line.split(b" ")[1].decode().partition("?")[0]
