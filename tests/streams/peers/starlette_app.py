"""An application whose event streams are written by sse-starlette. It runs in an environment of its own.

The line end and the way of ending come with the model's name: `crlf`, `cr ping`, `lf error`.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from sse_starlette import EventSourceResponse, JSONServerSentEvent, ServerSentEvent
from starlette.applications import Starlette
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

LINE_ENDS = {"crlf": "\r\n", "cr": "\r", "lf": "\n"}
WORDS = ["Grüße, ", "世界 ", "🎉", "\u2028", " über\nzwei Zeilen"]


def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    """A piece of a chat completion."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}


async def chat(request: Request) -> EventSourceResponse:
    """A chat completion, always as an event stream."""
    how = (await request.json())["model"].split()
    separator = LINE_ENDS[how[0]]

    async def events() -> AsyncIterator[ServerSentEvent]:
        for number, word in enumerate(WORDS):
            if "ping" in how:
                await asyncio.sleep(0.3)
            # An indented document comes as an event of many lines.
            data = json.dumps(chunk({"content": word}), ensure_ascii=False, indent=1)
            yield ServerSentEvent(data, id=str(number), retry=1000, comment="c", sep=separator)
        if "error" in how:
            error = {"error": {"message": "gone", "type": "overloaded_error"}}
            yield JSONServerSentEvent(error, event="error", sep=separator)
        elif "cut" not in how:
            yield JSONServerSentEvent(chunk({}, "stop"), sep=separator)
            yield ServerSentEvent("[DONE]", sep=separator)

    return EventSourceResponse(events(), sep=separator, ping=0.1 if "ping" in how else 15)


app = Starlette(routes=[Route("/v1/chat/completions", chat, methods=["POST"])])
