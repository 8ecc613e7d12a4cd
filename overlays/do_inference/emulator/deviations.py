"""Where the live service departs from what is published, each departure by its number.

`T` numbers concern bodies, `S` numbers streams. `x-emulator-fault: T1, S2` asks for them one by one; `live` turns on
those that any caller of the live service meets every day. Numbers that only concern what clients must do themselves
(T24, T25, T34, T36, T40, T47, T56, S14, S19, S20) are accepted and change nothing here.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from do_inference.emulator.call import Call
from do_inference.emulator.faults import Fault
from do_inference.emulator.replies import JSONReply, Reply, StreamReply
from do_inference.emulator.wire import Event

LIVE = frozenset({"T1", "T2", "T4", "T14", "T31"})
"""What every caller of the live service meets."""
_USAGE = (
    "cache_created_input_tokens",
    "cache_read_input_tokens",
    "cache_creation",
    "cache_creation_input_tokens",
)
_AS_FAULTS: Mapping[str, Fault] = {
    "S4": Fault(no_terminator=True),
    "S9": Fault(newline="crlf", no_space=True, last_open=True),
    "S10": Fault(dribble=3),
    "S15": Fault(status=429),
    "S18": Fault(first_byte=0.5),
    "T21": Fault(shape="E2"),
    "T50": Fault(shape="E5"),
    "T51": Fault(shape="E2"),
}


def expanded(fault: Fault) -> Fault:
    """A fault with those deviations that are faults of the wire turned into them."""
    for number in fault.deviations:
        fault = _AS_FAULTS.get(number, Fault()) | fault
    return fault


def deviate(reply: Reply, numbers: frozenset[str], call: Call) -> Reply:
    """The reply with the deviations of these numbers."""
    if isinstance(reply, JSONReply):
        body = copy.deepcopy(reply.body)
        for number in sorted(numbers, key=_order):
            body = _BODIES[number](body, call) if number in _BODIES else body
        status = 200 if "T52" in numbers and reply.status in (201, 202) else reply.status
        return replace(reply, body=body, status=status)
    if isinstance(reply, StreamReply):
        events: Iterator[Event] = iter(reply.events)
        events = _each_event(events, numbers, call)
        for number in sorted(numbers, key=_order):
            events = _STREAMS[number](events) if number in _STREAMS else events
        terminator = None if "S17" in numbers or "S5" in numbers else reply.terminator
        return replace(reply, events=events, terminator=terminator)
    return reply


def _order(number: str) -> tuple[str, int]:
    return (number[0], int(number[1:]))


def _each_event(events: Iterable[Event], numbers: frozenset[str], call: Call) -> Iterator[Event]:
    chosen = [_BODIES[number] for number in sorted(numbers & _BODIES.keys(), key=_order)]
    for event in events:
        data = event.data
        if chosen and not isinstance(data, str):
            data = copy.deepcopy(data)
            for change in chosen:
                data = change(data, call)
        yield Event(data, event.name)


Change = Callable[[Any, Call], Any]


def _having(value: Any, key: str) -> Iterator[dict[str, Any]]:
    """Every object within `value` that has `key`."""
    if isinstance(value, dict):
        if key in value:
            yield value
        for inner in list(value.values()):
            yield from _having(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _having(inner, key)


def _without(*keys: str) -> Change:
    """Takes fields away wherever they are."""

    def change(value: Any, call: Call) -> Any:
        for key in keys:
            for place in _having(value, key):
                del place[key]
        return value

    return change


def _within(parent: str, *keys: str) -> Change:
    """Takes fields away from the objects under `parent`."""

    def change(value: Any, call: Call) -> Any:
        for place in _having(value, parent):
            inner = place[parent]
            for one in inner if isinstance(inner, list) else [inner]:
                for key in keys if isinstance(one, dict) else ():
                    one.pop(key, None)
        return value

    return change


def _setting(key: str, to: Any, when: Callable[[dict[str, Any]], bool] = lambda place: True) -> Change:
    """Gives a field another value wherever it is."""

    def change(value: Any, call: Call) -> Any:
        for place in _having(value, key):
            if when(place):
                place[key] = to(place[key]) if callable(to) else copy.deepcopy(to)
        return value

    return change


def _top(key: str, to: Any) -> Change:
    """Gives a field of the body itself another value."""

    def change(value: Any, call: Call) -> Any:
        if isinstance(value, dict) and key in value:
            value[key] = to
        return value

    return change


def _bare_chunk(value: Any, call: Call) -> Any:
    _within("choices", "finish_reason")(value, call)
    if isinstance(value, dict):
        for key in ("created", "model"):
            value.pop(key, None)
    return value


def _called_without_content(value: Any, call: Call) -> Any:
    for place in _having(value, "tool_calls"):
        if place["tool_calls"]:
            place.pop("content", None)
    return value


def _first_file_field(value: Any, call: Call) -> Any:
    for place in _having(value, "input_file_id"):
        place["file_id"] = place.pop("input_file_id")
    return value


def _as_edges(value: Any, call: Call) -> Any:
    if not isinstance(value, dict) or "has_more" not in value:
        return value
    edges = [{"cursor": f"{node.get('batch_id')}==", "node": node} for node in value["data"]]
    end = edges[-1]["cursor"] if edges else None
    return {"edges": edges, "page_info": {"endCursor": end, "hasNextPage": value["has_more"]}}


def _as_download(value: Any, call: Call) -> Any:
    if not isinstance(value, dict) or "output_file_url" not in value:
        return value
    download = {"presigned_url": value["output_file_url"], "expires_at": value.get("expires_at")}
    return {"download": download, "output_file_id": "msgbatch_0123456789"}


def _with_text_item(value: Any, call: Call) -> Any:
    for place in _having(value, "output"):
        if isinstance(place["output"], list):
            place["output"].append({"type": "text", "text": "A text that is no message."})
    return value


def _with_new_block(value: Any, call: Call) -> Any:
    if isinstance(value, dict) and value.get("type") == "message" and isinstance(value.get("content"), list):
        value["content"] = [
            {"type": "redacted_thinking", "data": "00"},
            {"type": "new_block", "x": 1},
            *value["content"],
        ]
    return value


def _as_parts(value: Any, call: Call) -> Any:
    for place in _having(value, "message"):
        message = place["message"]
        if isinstance(message, dict) and isinstance(message.get("content"), str):
            message["content"] = [{"type": "text", "text": message["content"]}]
    return value


def _packed(value: Any, call: Call) -> Any:
    from do_inference.emulator.behaviours.embeddings import packed

    for place in _having(value, "embedding"):
        if isinstance(place["embedding"], list):
            place["embedding"] = packed(place["embedding"])
    return value


def _floats(value: Any, call: Call) -> Any:
    for place in _having(value, "usage"):
        usage = place["usage"]
        if isinstance(usage, dict):
            usage.update({key: float(number) for key, number in usage.items() if type(number) is int})
    return value


def _linked(value: Any, call: Call) -> Any:
    for place in _having(value, "b64_json"):
        place["url"] = "https://example.com/picture.png"
        del place["b64_json"]
    return value


def _choice_echo(value: Any, call: Call) -> Any:
    tools = call.fields.get("tools") or [{"name": "f"}]
    named = {"type": "function", "name": str(tools[0].get("name") or "f")}
    return _setting("tool_choice", named)(value, call)


_BODIES: Mapping[str, Change] = {
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
    "T31": _top("id", ""),
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
}


def _usage_chunk(events: Iterator[Event]) -> Iterator[Event]:
    """S1: a chunk with usage and no choices at the end, asked for or not."""
    last: Any = None
    for event in events:
        last = event.data
        yield event
    if isinstance(last, dict) and last.get("choices"):
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        yield Event({**last, "choices": [], "usage": usage})


def _usage_early(events: Iterator[Event]) -> Iterator[Event]:
    """S2: usage rides on the chunk that ends the answer."""
    held: Event | None = None
    for event in events:
        chunk = isinstance(event.data, dict) and "choices" in event.data
        if held is not None and chunk and not event.data["choices"]:
            yield Event({**held.data, "usage": event.data.get("usage")}, held.name)
            held = None
            continue
        if held is not None:
            yield held
        held = event
    if held is not None:
        yield held


def _usage_null(events: Iterator[Event]) -> Iterator[Event]:
    """S3: `usage: null` on every chunk before the last."""
    for event in events:
        chunk = isinstance(event.data, dict) and event.data.get("choices")
        yield Event({"usage": None, **event.data}, event.name) if chunk else event


def _truncated(events: Iterator[Event]) -> Iterator[Event]:
    """S5: the first half, and then the end as if all were well."""
    kept = list(events)
    yield from kept[: len(kept) // 2]


def _names_swapped(events: Iterator[Event]) -> Iterator[Event]:
    """S7: `event:` lines where there are none otherwise, none where there are."""
    for event in events:
        yield Event(event.data, None if event.name else "message")


def _role_always(events: Iterator[Event]) -> Iterator[Event]:
    """S11: the role on every chunk, and content that is null or empty."""
    for event in events:
        data = copy.deepcopy(event.data)
        for place in _having(data, "delta"):
            if isinstance(place["delta"], dict):
                place["delta"] = {"content": None, **place["delta"], "role": "assistant"}
        yield Event(data, event.name)


def _tools_terse(events: Iterator[Event]) -> Iterator[Event]:
    """S12: `type: ""`, no index, no id after the first piece."""
    for event in events:
        data = copy.deepcopy(event.data)
        for place in _having(data, "tool_calls"):
            for piece in place["tool_calls"] or ():
                piece.pop("index", None)
                piece["type"] = ""
        yield Event(data, event.name)


def _unknown_event(events: Iterator[Event]) -> Iterator[Event]:
    """T45: an event of a type that nobody has heard of."""
    for index, event in enumerate(events):
        if index == 1:
            yield Event({"type": "future.event", "detail": {"x": 1}}, "future.event")
        yield event


_STREAMS: Mapping[str, Callable[[Iterator[Event]], Iterator[Event]]] = {
    "S1": _usage_chunk,
    "S2": _usage_early,
    "S3": _usage_null,
    "S5": _truncated,
    "S7": _names_swapped,
    "S11": _role_always,
    "S12": _tools_terse,
    "T45": _unknown_event,
}
_ELSEWHERE = frozenset({"S6", "S8", "S9", "S13", "S16", "S17", "T52", *_AS_FAULTS})
_FOR_CLIENTS = frozenset({"T24", "T25", "T34", "T36", "T37", "T40", "T47", "T56", "S14", "S19", "S20"})
NUMBERS = frozenset({*_BODIES, *_STREAMS, *_ELSEWHERE, *_FOR_CLIENTS})
"""Every number that is known."""
