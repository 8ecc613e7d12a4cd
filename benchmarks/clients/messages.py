"""What clients send and receive: requests, and the bodies of responses, encoded in advance."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any, Final, NamedTuple

TEXT: Final = " token"
"""The text of each chunk that counts."""
SHORT: Final[list[Any]] = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}]
LONG: Final[list[Any]] = [
    SHORT[0],
    *(
        {
            "role": ("user", "assistant")[turn % 2],
            "content": f"Turn {turn} of a conversation that has become a long one.",
        }
        for turn in range(200)
    ),
]
MAX_TOKENS: Final = 16
"""An argument that only the messages API requires."""


class StreamParts(NamedTuple):
    """The HTTP chunks of an event stream."""

    first: bytes
    chunk: bytes
    """Has the text `TEXT`."""
    last: bytes
    """Includes the end of the body."""


def request_body(model: str, messages: list[Any], *, stream: bool) -> dict[str, Any]:
    """Return the body of a chat completion. The model names what the server sends, see server.py."""
    return {"model": model, "messages": messages} | ({"stream": True} if stream else {})


def _http_chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _event(value: dict[str, Any], name: str = "") -> bytes:
    head = f"event: {name}\n" if name else ""
    return _http_chunk(f"{head}data: {json.dumps(value, separators=(',', ':'))}\n\n".encode())


def _chat_chunk(delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    head = {"id": "chatcmpl-8f6c1f7a2b", "object": "chat.completion.chunk", "created": 1767225600}
    return _event({**head, "model": "llama3.3-70b-instruct", "choices": [choice]})


def chat_stream() -> StreamParts:
    """Return the parts of a stream of chat completion chunks of about 220 bytes."""
    last = _chat_chunk({"content": ""}, "stop") + _http_chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n"
    return StreamParts(
        _chat_chunk({"role": "assistant", "content": ""}), _chat_chunk({"content": TEXT}), last
    )


def message_stream() -> StreamParts:
    """Return the parts of a stream of the messages API, whose deltas have about 140 bytes."""
    usage = {"input_tokens": 9, "output_tokens": 1}
    message = {**_message([]), "stop_reason": None, "usage": usage}
    opened = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": TEXT}}
    end = {"stop_reason": "end_turn", "stop_sequence": None}
    first: list[dict[str, Any]] = [{"type": "message_start", "message": message}, opened]
    last: list[dict[str, Any]] = [
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": end, "usage": usage},
        {"type": "message_stop"},
    ]
    return StreamParts(
        b"".join(_event(event, event["type"]) for event in first),
        _event(delta, "content_block_delta"),
        b"".join(_event(event, event["type"]) for event in last) + b"0\r\n\r\n",
    )


def _message(content: list[Any]) -> dict[str, Any]:
    head = {"id": "msg_8f6c1f7a2b", "type": "message", "role": "assistant", "model": "claude-opus-4-6"}
    usage = {"input_tokens": 12, "output_tokens": 9}
    return {**head, "content": content, "stop_reason": "end_turn", "stop_sequence": None, "usage": usage}


def message() -> bytes:
    """Return the body of a response of the messages API."""
    return json.dumps(_message([{"type": "text", "text": TEXT}])).encode()


def completion() -> bytes:
    """Return the body of a chat completion."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": TEXT},
        "logprobs": None,
        "finish_reason": "stop",
    }
    head = {"id": "chatcmpl-8f6c1f7a2b", "object": "chat.completion", "created": 1767225600}
    usage = {"prompt_tokens": 12, "completion_tokens": 9, "total_tokens": 21}
    return json.dumps(
        {**head, "model": "llama3.3-70b-instruct", "choices": [choice], "usage": usage}
    ).encode()


VECTORS: Final = 256
DIMENSIONS: Final = 1024


@cache
def embeddings() -> bytes:
    """Return the body of a response with 256 vectors of 1,024 numbers."""
    chance = random.Random(1)
    data = [
        {
            "object": "embedding",
            "index": index,
            "embedding": [chance.uniform(-0.1, 0.1) for _ in range(DIMENSIONS)],
        }
        for index in range(VECTORS)
    ]
    usage = {"prompt_tokens": VECTORS, "total_tokens": VECTORS}
    return json.dumps({"object": "list", "data": data, "model": "m", "usage": usage}).encode()
