"""The older grammar of response streams: chat chunks, put together and told as a response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .base import Json


def as_response(completion: Json) -> Json:
    """The response that says the same as a chat completion."""
    head = {name: value for name, value in completion.items() if name != "choices"}
    output = [item for choice in completion["choices"] for item in _items(choice["message"])]
    reasons = {choice["finish_reason"] for choice in completion["choices"]}
    if reasons - {None}:
        head.setdefault("status", "incomplete" if reasons & {"length", "content_filter"} else "completed")
    if head.get("object") == "chat.completion":
        head["object"] = "response"
    return {**head, "output": output}


def _items(message: Json) -> list[Json]:
    items: list[Json] = []
    reasoning = message.get("reasoning_content") or message.get("reasoning")
    if reasoning:
        items.append({"type": "reasoning", "summary": [], "content": [_part("reasoning_text", reasoning)]})
    parts = _parts(message.get("content"))
    if message.get("refusal"):
        parts.append({"type": "refusal", "refusal": message["refusal"]})
    if parts:
        items.append({"type": "message", "role": message["role"], "content": parts})
    for call in message.get("tool_calls", []):
        function = call.get("function", {})
        told = {"name": function.get("name"), "arguments": function.get("arguments")}
        items.append({"type": "function_call", "call_id": call.get("id"), **told})
    return items


def _parts(content: Any) -> list[Json]:
    if isinstance(content, list):
        return list(content)
    return [_part("output_text", content)] if content else []


def _part(kind: str, text: Any) -> Json:
    return {"type": kind, "text": text}
