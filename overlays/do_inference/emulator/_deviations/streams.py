"""Deviations of streams: what each number does to the events as they pass."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from do_inference.emulator._deviations.bodies import having
from do_inference.emulator._wire import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


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
        for place in having(data, "delta"):
            if isinstance(place["delta"], dict):
                place["delta"] = {"content": None, **place["delta"], "role": "assistant"}
        yield Event(data, event.name)


def _tools_terse(events: Iterator[Event]) -> Iterator[Event]:
    """S12: `type: ""`, no index, no id after the first piece."""
    for event in events:
        data = copy.deepcopy(event.data)
        for place in having(data, "tool_calls"):
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


STREAMS: Mapping[str, Callable[[Iterator[Event]], Iterator[Event]]] = {
    "S1": _usage_chunk,
    "S2": _usage_early,
    "S3": _usage_null,
    "S5": _truncated,
    "S7": _names_swapped,
    "S11": _role_always,
    "S12": _tools_terse,
    "T45": _unknown_event,
}
