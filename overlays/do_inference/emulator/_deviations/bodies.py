"""Deviations of JSON bodies and of the data of events: a function from a JSON value to the deviating one, by number."""

from __future__ import annotations

import base64
import copy
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from do_inference.emulator._behaviours.embeddings import encode_vector
from do_inference.emulator._request import EmulatedRequest
from do_inference.emulator._sample_data import SampleBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator


def objects_with(value: Any, key: str) -> Iterator[dict[str, Any]]:
    """Yield every object inside `value` that has `key`, outer ones first."""
    if isinstance(value, dict):
        if key in value:
            yield value
        for inner in list(value.values()):
            yield from objects_with(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from objects_with(inner, key)


_USAGE = (
    "cache_created_input_tokens",
    "cache_read_input_tokens",
    "cache_creation",
    "cache_creation_input_tokens",
)
Change = Callable[[Any, EmulatedRequest], Any]


def _without(*keys: str) -> Change:
    """Return a change that removes fields from all objects."""

    def change(value: Any, call: EmulatedRequest) -> Any:
        for key in keys:
            for place in objects_with(value, key):
                del place[key]
        return value

    return change


def _within(parent: str, *keys: str) -> Change:
    """Return a change that removes fields from the objects under `parent`."""

    def change(value: Any, call: EmulatedRequest) -> Any:
        for place in objects_with(value, parent):
            inner = place[parent]
            for one in inner if isinstance(inner, list) else [inner]:
                for key in keys if isinstance(one, dict) else ():
                    one.pop(key, None)
        return value

    return change


def _setting(key: str, to: Any, when: Callable[[dict[str, Any]], bool] = lambda place: True) -> Change:
    """Return a change that sets a field of all objects that have it, or replaces its value by `to(value)`."""

    def change(value: Any, call: EmulatedRequest) -> Any:
        for place in objects_with(value, key):
            if when(place):
                place[key] = to(place[key]) if callable(to) else copy.deepcopy(to)
        return value

    return change


def _chat_without_id(value: Any, call: EmulatedRequest) -> Any:
    """Empty the ids of chat completions and their chunks. Requests never use these ids, unlike those of jobs."""
    if isinstance(value, dict) and str(value.get("object")).startswith("chat.completion"):
        value["id"] = ""
    return value


def _bare_chunk(value: Any, call: EmulatedRequest) -> Any:
    _within("choices", "finish_reason")(value, call)
    if isinstance(value, dict):
        for key in ("created", "model"):
            value.pop(key, None)
    return value


def _called_without_content(value: Any, call: EmulatedRequest) -> Any:
    for place in objects_with(value, "tool_calls"):
        if place["tool_calls"]:
            place.pop("content", None)
    return value


def _first_file_field(value: Any, call: EmulatedRequest) -> Any:
    for place in objects_with(value, "input_file_id"):
        place["file_id"] = place.pop("input_file_id")
    return value


def _as_edges(value: Any, call: EmulatedRequest) -> Any:
    if not isinstance(value, dict) or "has_more" not in value:
        return value
    edges = [{"cursor": f"{node.get('batch_id')}==", "node": node} for node in value["data"]]
    end = edges[-1]["cursor"] if edges else None
    return {"edges": edges, "page_info": {"endCursor": end, "hasNextPage": value["has_more"]}}


def _as_download(value: Any, call: EmulatedRequest) -> Any:
    if not isinstance(value, dict) or "output_file_url" not in value:
        return value
    download = {"presigned_url": value["output_file_url"], "expires_at": value.get("expires_at")}
    return {"download": download, "output_file_id": "msgbatch_0123456789"}


def _with_text_item(value: Any, call: EmulatedRequest) -> Any:
    for place in objects_with(value, "output"):
        if isinstance(place["output"], list):
            place["output"].append({"type": "text", "text": "A text outside of a message."})
    return value


def _with_new_block(value: Any, call: EmulatedRequest) -> Any:
    if isinstance(value, dict) and value.get("type") == "message" and isinstance(value.get("content"), list):
        value["content"] = [
            {"type": "redacted_thinking", "data": "00"},
            {"type": "new_block", "x": 1},
            *value["content"],
        ]
    return value


def _as_parts(value: Any, call: EmulatedRequest) -> Any:
    for place in objects_with(value, "message"):
        message = place["message"]
        if isinstance(message, dict) and isinstance(message.get("content"), str):
            message["content"] = [{"type": "text", "text": message["content"]}]
    return value


def _packed(value: Any, call: EmulatedRequest) -> Any:
    for place in objects_with(value, "embedding"):
        if isinstance(place["embedding"], list):
            place["embedding"] = encode_vector(place["embedding"])
    return value


def _floats(value: Any, call: EmulatedRequest) -> Any:
    for place in objects_with(value, "usage"):
        usage = place["usage"]
        if isinstance(usage, dict):
            usage.update({key: float(number) for key, number in usage.items() if type(number) is int})
    return value


def _processing_video(value: Any, call: EmulatedRequest) -> Any:
    """Reduce a video in progress to what an example of the documentation shows, with its undocumented status."""
    if (
        isinstance(value, dict)
        and value.get("object") == "video"
        and value["status"] in ("queued", "in_progress")
    ):
        return {"id": value["id"], "status": "processing"}
    return value


def _linked(value: Any, call: EmulatedRequest) -> Any:
    for place in objects_with(value, "b64_json"):
        place["url"] = "https://example.com/picture.png"
        del place["b64_json"]
    return value


def encoded(content: bytes, call: EmulatedRequest) -> Any:
    """Return the JSON that the description has for binary content, with the content as Base64."""
    builder = SampleBuilder(call.description.resolve, call.now, {})
    value = inner = builder.build(call.operation.encoded, call.rng("encoded"))
    *way, last = call.operation.encoded_at
    for name in way:
        if isinstance(inner[name], list):
            del inner[name][1:]
        inner = inner[name][0] if isinstance(inner[name], list) else inner[name]
    inner[last] = base64.b64encode(content).decode()
    return value


def _choice_echo(value: Any, call: EmulatedRequest) -> Any:
    tools = call.fields.get("tools") or [{"name": "f"}]
    named = {"type": "function", "name": str(tools[0].get("name") or "f")}
    return _setting("tool_choice", named)(value, call)


BODIES: Mapping[str, Change] = {
    "T1": _without(*_USAGE),
    "T2": _within("choices", "logprobs"),
    "T3": _within("logprobs", "refusal"),
    "T4": _within("message", "refusal", "reasoning_content"),
    "T5": _called_without_content,
    "T6": _bare_chunk,
    "T7": _within("tool_calls", "index"),
    "T8": _without("usage"),
    "T9": _without("created"),
    "T10": _within("output", "content"),
    "T11": _setting("output", None, lambda place: place.get("status") in ("in_progress", "failed")),
    "T12": lambda value, call: _setting("output_tokens_details", {})(
        _setting("input_tokens_details", {})(value, call), call
    ),
    "T13": _without("usage"),
    "T14": _without("image_tokens"),
    "T15": _linked,
    "T16": _within("data", "created", "owned_by"),
    "T17": _without("model_id", "created_at"),
    "T18": _first_file_field,
    "T19": _as_edges,
    "T20": _as_download,
    "T22": _within("message", "stop_reason"),
    "T23": _within("choices", "finish_reason"),
    "T30": _setting("tool_calls", lambda calls: [{**call, "type": ""} for call in calls or ()]),
    "T31": _chat_without_id,
    "T32": _setting("role", ""),
    "T33": _setting("finish_reason", lambda reason: reason and "end_turn"),
    "T35": _setting("status", "queued", lambda place: place.get("status") == "validating"),
    "T38": _setting("expires_at", None),
    "T39": _setting("status", "COMPLETE", lambda place: place.get("status") == "COMPLETED"),
    "T41": _choice_echo,
    "T42": _with_text_item,
    "T43": _setting("stop_reason", lambda reason: reason and "pause_turn"),
    "T44": _with_new_block,
    "T46": _setting("size", "1000x1000"),
    "T48": _packed,
    "T49": _as_parts,
    "T53": _setting("cache_creation", None),
    "T54": _setting("model", lambda model: f"{model}-2026-11-01"),
    "T55": _floats,
    "T58": _processing_video,
}
