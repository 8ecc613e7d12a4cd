"""A server on loopback with minimal cost: it sends bodies that are encoded in advance.

Start it with `python -m benchmarks.clients.server CERTIFICATE`. It prints its two ports, with HTTP and with HTTPS, and
serves until its standard input ends.

If the `model` of a request is a number, the response is a stream of so many chunks, and otherwise JSON. The stream is
sent as fast as the client reads it, so that many chunks arrive with one read. If `paced` follows the number, half a
millisecond passes between two chunks, so that each chunk arrives with a read of its own.

Every response has the headers of the live service. Their limits are so large that the rate limiter of a client never
waits; a bucket of this size refills faster than the client empties it, so that `remaining` does not change.
"""

from __future__ import annotations

import asyncio
import re
import resource
import ssl
import sys
import time
from collections.abc import Iterator
from typing import Final

from . import messages

PACE: Final = 0.0005
"""Seconds between two chunks of a paced stream."""
_BLOCK: Final = 250
"""Chunks per write of a stream that is not paced: about 60 kB."""
_LIMITS: Final = {"requests": 10**6, "tokens-per-minute": 10**9, "tokens-per-day": 10**11}
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_MODEL: Final = re.compile(rb'"model": ?"(\d+) ?(paced)?"')
_STREAMS: Final = {b"completions": messages.chat_stream(), b"messages": messages.message_stream()}
_BLOCKS: Final = {name: parts.chunk * _BLOCK for name, parts in _STREAMS.items()}


class Heads:
    """The heads of responses. Dates are renewed every second."""

    def __init__(self) -> None:
        self._bodies = {
            b"completions": messages.completion(),
            b"messages": messages.message(),
            b"embeddings": messages.embeddings(),
        }
        self.renew()

    def renew(self) -> None:
        now = time.time()
        lines = [
            f"date: {time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime(now))}",
            "x-request-id: 0d0b5f3c-6f0e-4d3a-9a55-5a1d4f0c9b1e",
            "cache-control: no-cache",
            "server: cloudflare",
        ]
        for name, limit in _LIMITS.items():
            lines += [
                f"x-ratelimit-limit-{name}: {limit}",
                f"x-ratelimit-remaining-{name}: {limit - 1}",
                f"x-ratelimit-reset-{name}: {int(now) + 1}",
            ]
        common = ("HTTP/1.1 200 OK\r\n" + "\r\n".join(lines) + "\r\n").encode()
        self.stream = common + b"content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        self.responses = {
            name: b"%scontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
            % (common, len(body), body)
            for name, body in self._bodies.items()
        }


class Connection(asyncio.Protocol):
    """One connection, which serves one request after another."""

    _transport: asyncio.Transport

    def __init__(self, heads: Heads) -> None:
        self._heads = heads
        self._received = b""
        self._writes: Iterator[bytes] = iter(())
        self._paced: asyncio.TimerHandle | None = None
        self._full = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._writes = iter(())
        if self._paced is not None:
            self._paced.cancel()

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        self._write()

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n") + 4
        if end < 4:
            return
        length = _LENGTH.search(self._received, 0, end)
        if len(self._received) < end + (int(length[1]) if length else 0):
            return
        request, self._received = self._received, b""
        self._respond(request)

    def _respond(self, request: bytes) -> None:
        name = request.split(b" ", 2)[1].partition(b"?")[0].rpartition(b"/")[2]
        model = _MODEL.search(request)
        if model is None:
            self._transport.write(self._heads.responses[name])
            return
        count, parts = int(model[1]), _STREAMS[name]
        self._transport.write(self._heads.stream + parts.first)
        if model[2]:
            self._pace(parts, count)
        else:
            self._writes = _writes(name, count)
            self._write()

    def _write(self) -> None:
        while not self._full and (data := next(self._writes, None)) is not None:
            self._transport.write(data)

    def _pace(self, parts: messages.StreamParts, left: int) -> None:
        if left:
            self._transport.write(parts.chunk)
            self._paced = asyncio.get_running_loop().call_later(PACE, self._pace, parts, left - 1)
        else:
            self._transport.write(parts.last)


def _writes(name: bytes, count: int) -> Iterator[bytes]:
    for _ in range(count // _BLOCK):
        yield _BLOCKS[name]
    yield _STREAMS[name].chunk * (count % _BLOCK)
    yield _STREAMS[name].last


async def serve(certificate: str) -> None:
    """Serve until the standard input ends. The first line of the output has both ports."""
    loop = asyncio.get_running_loop()
    heads = Heads()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    servers = [
        await loop.create_server(lambda: Connection(heads), "127.0.0.1", 0, backlog=2000, ssl=tls)
        for tls in (None, context)
    ]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    ended = loop.run_in_executor(None, sys.stdin.read)
    while not ended.done():
        await asyncio.wait([ended], timeout=1)
        heads.renew()
    for server in servers:
        server.close()


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(serve(sys.argv[1]))
