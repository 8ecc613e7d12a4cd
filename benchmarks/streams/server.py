"""A server of event streams on loopback with minimal cost: all responses are encoded in advance.

The model's name is the number of chunks; `paced` behind it puts half a millisecond between two. The name `json`
returns JSON, with as many header fields as the service sends.
"""

from __future__ import annotations

import asyncio
import json
import sys
from functools import cache
from typing import Any


def _http_chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _event(value: dict[str, Any], name: str = "") -> bytes:
    named = f"event: {name}\n" if name else ""
    return _http_chunk(f"{named}data: {json.dumps(value, separators=(',', ':'))}\n\n".encode())


def _chat_chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    head = {"id": "chatcmpl-8f6c1f7a2b", "object": "chat.completion.chunk", "created": 1767225600}
    return {**head, "model": "llama3.3-70b-instruct", "choices": [choice]}


def _chat() -> tuple[bytes, bytes, bytes]:
    first = _event(_chat_chunk({"role": "assistant", "content": ""}))
    last = _event(_chat_chunk({}, "stop")) + _http_chunk(b"data: [DONE]\n\n")
    return first, _event(_chat_chunk({"content": " token"})), last


def _message() -> tuple[bytes, bytes, bytes]:
    usage = {"input_tokens": 9, "output_tokens": 1}
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
    }
    message |= {"stop_sequence": None, "usage": usage}
    opened = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": " token"}}
    end = {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": usage,
    }
    events: list[dict[str, Any]] = [{"type": "content_block_stop", "index": 0}, end, {"type": "message_stop"}]
    first = _event({"type": "message_start", "message": message}, "message_start") + _event(
        opened, "content_block_start"
    )
    return (
        first,
        _event(delta, "content_block_delta"),
        b"".join(_event(event, event["type"]) for event in events),
    )


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
PARTS = {b"completions": _chat(), b"messages": _message()}
END = b"0\r\n\r\n"


def _completion() -> bytes:
    message = {"role": "assistant", "content": "Hello! How can I help you today?"}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    usage = {"prompt_tokens": 12, "completion_tokens": 9, "total_tokens": 21}
    head = {"id": "chatcmpl-8f6c1f7a2b", "object": "chat.completion", "created": 1767225600}
    body = json.dumps(
        {**head, "model": "llama3.3-70b-instruct", "choices": [choice], "usage": usage}
    ).encode()
    fields = {
        "date": "Thu, 01 Jan 2026 00:00:00 GMT",
        "content-type": "application/json",
        "content-length": str(len(body)),
        "connection": "keep-alive",
        "ratelimit-limit": "5000",
        "ratelimit-remaining": "4816",
        "ratelimit-reset": "1767229200",
        "x-request-id": "5f1c9e7a-4b2d-4c0e-8f3a-6b7c8d9e0f1a",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
        "x-content-type-options": "nosniff",
        "vary": "Accept-Encoding",
        "server": "loopback",
    }
    lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode() + body


COMPLETION = _completion()


@cache
def _block(kind: bytes) -> bytes:
    return PARTS[kind][1] * 100


async def _answer(writer: asyncio.StreamWriter, kind: bytes, count: int, paced: bool) -> None:
    first, chunk, last = PARTS[kind]
    writer.write(HEAD + first)
    if paced:
        for _ in range(count):
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(0.0005)
    else:
        for _ in range(count // 100):
            writer.write(_block(kind))
            await writer.drain()
        writer.write(chunk * (count % 100))
    writer.write(last + END)
    await writer.drain()


async def _handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            lines = head.lower().split(b"\r\n")
            length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
            model = json.loads(await reader.readexactly(length))["model"].split()
            path = head.split(b" ", 2)[1].partition(b"?")[0]
            if model == ["json"]:
                writer.write(COMPLETION)
            else:
                await _answer(writer, path.rsplit(b"/", 1)[1], int(model[0]), "paced" in model)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def serve() -> None:
    """Serve until the standard input ends. The first line of the output is the port."""
    server = await asyncio.start_server(_handle, "127.0.0.1", 0, limit=2**22, backlog=2000)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
