"""Deviations of event streams: a function from the events to the deviating events, by number."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from do_inference.emulator._deviations.bodies import objects_with
from do_inference.emulator._replies import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


def _usage_chunk(events: Iterator[Event]) -> Iterator[Event]:
    """S1: append a chunk with a usage and no choices, whether or not the request asks for it."""
    last: Any = None
    for event in events:
        last = event.data
        yield event
    if isinstance(last, dict) and last.get("choices"):
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        yield Event({**last, "choices": [], "usage": usage})


def _usage_early(events: Iterator[Event]) -> Iterator[Event]:
    """S2: move the usage into the chunk with the finish reason."""
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
    """S3: add `usage: null` to every chunk with choices."""
    for event in events:
        chunk = isinstance(event.data, dict) and event.data.get("choices")
        yield Event({"usage": None, **event.data}, event.name) if chunk else event


def _truncated(events: Iterator[Event]) -> Iterator[Event]:
    """S5: keep the first half of the events."""
    complete = list(events)
    yield from complete[: len(complete) // 2]


def _names_swapped(events: Iterator[Event]) -> Iterator[Event]:
    """S7: remove the names of named events, and name the others `message`."""
    for event in events:
        yield Event(event.data, None if event.name else "message")


def _role_always(events: Iterator[Event]) -> Iterator[Event]:
    """S11: add the role to every delta, and null as its content if it has none."""
    for event in events:
        data = copy.deepcopy(event.data)
        for place in objects_with(data, "delta"):
            if isinstance(place["delta"], dict):
                place["delta"] = {"content": None, **place["delta"], "role": "assistant"}
        yield Event(data, event.name)


def _tools_terse(events: Iterator[Event]) -> Iterator[Event]:
    """S12: empty the type of tool calls and remove their index."""
    for event in events:
        data = copy.deepcopy(event.data)
        for place in objects_with(data, "tool_calls"):
            for call in place["tool_calls"] or ():
                call.pop("index", None)
                call["type"] = ""
        yield Event(data, event.name)


def _unknown_event(events: Iterator[Event]) -> Iterator[Event]:
    """T45: insert an event of an unknown type after the first one."""
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
