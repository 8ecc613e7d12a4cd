"""A loopback server that costs next to nothing: it answers each path with bytes made beforehand."""

from __future__ import annotations

import asyncio
import json
import random
import sys

from .payloads import CHUNK, COMPLETION


def embeddings(count: int = 256, dimensions: int = 1024) -> bytes:
    """An answer with vectors, as long as such answers are."""
    chance = random.Random(1)
    vectors = [
        {
            "object": "embedding",
            "index": i,
            "embedding": [chance.uniform(-0.1, 0.1) for _ in range(dimensions)],
        }
        for i in range(count)
    ]
    usage = {"prompt_tokens": count, "total_tokens": count}
    return json.dumps({"object": "list", "data": vectors, "model": "m", "usage": usage}).encode()


def whole(body: bytes) -> bytes:
    """An answer of a known length."""
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


def stream(count: int = 1000) -> bytes:
    """An event stream, one HTTP chunk for each event."""
    events = [b"data: %s\n\n" % CHUNK] * count + [b"data: [DONE]\n\n"]
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(event), event) for event in events)
    return (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n%s0\r\n\r\n"
        % pieces
    )


async def serve() -> None:
    """Serve until the standard input ends. The port is the first line printed."""
    answers = {b"embeddings": whole(embeddings()), b"completions": whole(COMPLETION), b"stream": stream()}

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.lower().split(b"\r\n")
                length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
                body = await reader.readexactly(length)
                path = head.split(b" ", 2)[1]
                streaming = b'"stream":true' in body.replace(b" ", b"")
                kind = (
                    b"embeddings"
                    if path.endswith(b"embeddings")
                    else b"stream"
                    if streaming
                    else b"completions"
                )
                writer.write(answers[kind])
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, limit=2**22)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
