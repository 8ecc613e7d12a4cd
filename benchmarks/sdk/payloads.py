"""Answers and requests, of the shape and size of the service's."""

from __future__ import annotations

import json
from typing import Any, Final

CHUNK: Final = json.dumps(
    {
        "id": "chatcmpl-5f1c9e7a4b2d4c0e8f3a6b7c8d9e0f1a",
        "object": "chat.completion.chunk",
        "created": 1790000000,
        "model": "llama3.3-70b-instruct",
        "choices": [{"index": 0, "delta": {"content": " token"}, "logprobs": None, "finish_reason": None}],
    }
).encode()

COMPLETION: Final = json.dumps(
    {
        "id": "chatcmpl-5f1c9e7a4b2d4c0e8f3a6b7c8d9e0f1a",
        "object": "chat.completion",
        "created": 1790000000,
        "model": "llama3.3-70b-instruct",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Hello! How can I help you today?"},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 12, "completion_tokens": 9, "total_tokens": 21},
    }
).encode()

SHORT: Final[list[Any]] = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}]
LONG: Final[list[Any]] = [
    {"role": "system", "content": "Be brief."},
    *(
        {
            "role": ("user", "assistant")[i % 2],
            "content": f"Turn {i} of a conversation that has become a long one.",
        }
        for i in range(200)
    ),
]
