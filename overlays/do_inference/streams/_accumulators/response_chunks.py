"""The older grammar of response streams: chat chunks, put together and told as a response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from do_inference._content import pieces, reasoning_of
from do_inference._truncation import is_truncated

from .base import reason_of

if TYPE_CHECKING:
    from .base import Json

_COMPLETED: Final = frozenset(
    {"end_turn", "eos", "function_call", "stop", "stop_sequence", "tool_calls", "tool_use"}
)
"""Reasons that state how an answer ended. With another one, or none, the status stays unknown."""


def as_response(completion: Json) -> Json:
    """The response that says the same as a chat completion."""
    head = {name: value for name, value in completion.items() if name != "choices"}
    output = [item for choice in completion["choices"] for item in _items(choice["message"])]
    reasons = {(reason_of(choice["finish_reason"]) or "").lower() for choice in completion["choices"]}
    if any(map(is_truncated, reasons)):
        head.setdefault("status", "incomplete")
    elif reasons and reasons <= _COMPLETED:
        head.setdefault("status", "completed")
    if head.get("object") == "chat.completion":
        head["object"] = "response"
    return {**head, "output": output}


def _items(message: Json) -> list[Json]:
    items: list[Json] = []
    reasoning = reasoning_of(message)
    if reasoning:
        items.append({"type": "reasoning", "summary": [], "content": [_part("reasoning_text", reasoning)]})
    parts = _parts(message.get("content"))
    if message.get("refusal"):
        parts.append(_part("refusal", message["refusal"]))
    if parts:
        items.append({"type": "message", "role": message["role"], "content": parts})
    for call in message.get("tool_calls", []):
        kind, texts = (
            ("custom_tool_call", call["custom"]) if "custom" in call else ("function_call", call["function"])
        )
        items.append({"type": kind, "call_id": call.get("id"), **texts})
    return items


def _parts(content: Any) -> list[Json]:
    if not isinstance(content, list):
        return [_part("output_text", content)] if content else []
    parts: list[Json] = []
    for part in content:
        said = pieces(part)
        if not said:
            parts.append(part)
        parts += [
            _part("output_text" if kind == "text" else kind, text)
            for kind, text in said
            if kind != "reasoning"
        ]
    return parts


def _part(kind: str, text: Any) -> Json:
    return {"type": kind, "refusal" if kind == "refusal" else "text": text}
