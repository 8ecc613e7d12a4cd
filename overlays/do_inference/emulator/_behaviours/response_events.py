"""A response as events, in the order that clients need."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._wire import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from do_inference.emulator._language import Speech

_FINISH = {"stop": "stop", "length": "length", "tools": "tool_calls"}


def typed_events(response: Mapping[str, Any], speech: Speech) -> Iterator[Event]:
    """`response.created` first, `response.completed` or `.incomplete` last, numbered."""
    numbers = itertools.count()
    open_one = {**response, "status": "in_progress", "output": [], "usage": None, "incomplete_details": None}

    def event(kind: str, **fields: Any) -> Event:
        return Event({"type": kind, "sequence_number": next(numbers), **fields}, kind)

    yield event("response.created", response=open_one)
    yield event("response.in_progress", response=open_one)
    for index, item in enumerate(response["output"]):
        empty = {**item, **({"status": "in_progress"} if "status" in item else {})}
        for field, nothing in (("content", []), ("arguments", "")):
            if field in empty:
                empty[field] = nothing
        yield event("response.output_item.added", output_index=index, item=empty)
        for kind, fields in _inside(item):
            yield event(kind, item_id=item["id"], output_index=index, **fields)
        yield event("response.output_item.done", output_index=index, item=item)
    yield event(
        "response.completed" if response["status"] == "completed" else "response.incomplete",
        response=response,
    )


def _inside(item: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if item["type"] == "function_call":
        for piece in filler_text.pieces(item["arguments"]):
            yield "response.function_call_arguments.delta", {"delta": piece}
        yield "response.function_call_arguments.done", {"arguments": item["arguments"], "name": item["name"]}
        return
    if item["type"] == "web_search_call":
        for stage in ("in_progress", "searching", "completed"):
            yield f"response.web_search_call.{stage}", {}
    for position, part in enumerate(item.get("content", ())):
        reasoning = part["type"] == "reasoning_text"
        name = "response.reasoning_text" if reasoning else "response.output_text"
        logprobs: dict[str, Any] = {} if reasoning else {"logprobs": []}
        place = {"content_index": position}
        yield (
            "response.content_part.added",
            {**place, "part": {**part, "text": "", **({} if reasoning else {"annotations": []})}},
        )
        for piece in filler_text.pieces(part["text"]):
            yield f"{name}.delta", {**place, "delta": piece, **logprobs}
        for number, source in enumerate(part.get("annotations", ())):
            found = {"annotation_index": number, "annotation": source}
            yield "response.output_text.annotation.added", {**place, **found}
        yield f"{name}.done", {**place, "text": part["text"], **logprobs}
        yield "response.content_part.done", {**place, "part": part}


def chunk_events(response: Mapping[str, Any], speech: Speech) -> Iterator[Event]:
    """The grammar that was published: chunks as of a chat, named `response.chunk`."""
    head = {
        "id": response["id"],
        "object": "response.chunk",
        "created": response["created"],
        "model": response["model"],
    }

    def chunk(delta: dict[str, Any], finish: str | None = None, usage: Any = None) -> Event:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return Event({**head, "choices": [choice], "usage": usage})

    yield chunk({"role": "assistant", "content": ""})
    for piece in speech.reasoning:
        yield chunk({"reasoning_content": piece})
    for piece in speech.text:
        yield chunk({"content": piece})
    for position, one in enumerate(speech.calls):
        function = {"name": one.name, "arguments": one.arguments}
        yield chunk(
            {"tool_calls": [{"index": position, "id": one.id, "type": "function", "function": function}]}
        )
    yield chunk({}, _FINISH[speech.ending])
    yield Event({**head, "choices": [], "usage": response["usage"]})
