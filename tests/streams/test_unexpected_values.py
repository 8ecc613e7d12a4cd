"""Fields of unexpected types in any position raise only the errors of this package."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from do_inference.errors import InferenceError
from do_inference_generated import operations

from .recordings import RECORDINGS, Recording
from .scripted import open_scripted, sse

CALLS = Recording(
    operations.RESPONSES_CREATE,
    sse(
        *(
            {"object": "response.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
            for delta, finish in [
                (
                    {
                        "tool_calls": [
                            {
                                "index": 0,
                                "id": "c",
                                "type": "function",
                                "function": {"name": "f", "arguments": "{"},
                            }
                        ]
                    },
                    None,
                ),
                ({"tool_calls": [{"index": 0, "function": {"arguments": "}"}}], "refusal": "no"}, None),
                (
                    {
                        "content": [{"type": "text", "text": "a"}],
                        "reasoning_details": [{"type": "reasoning.text", "text": "r"}],
                    },
                    None,
                ),
                ({}, "tool_calls"),
            ]
        ),
        "[DONE]",
    ),
    {},
    "",
)
ALL = {**RECORDINGS, "response chunks with calls": CALLS}
VALUES: list[Any] = [
    None,
    True,
    7,
    -1.5,
    "",
    "x",
    [],
    [None],
    [{}],
    ["x", 3, {"type": "text"}],
    {},
    {"type": []},
    {"text": {}},
]


def events_of(stream: bytes) -> list[Any]:
    lines = (block.rpartition(b"data: ")[2] for block in stream.split(b"\n\n") if block)
    return [json.loads(line) if line.startswith(b"{") else line.decode() for line in lines]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def replaced(event: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(event)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


def read(recording: Recording, events: list[Any]) -> None:
    for read_on in (list, lambda stream: list(stream.events())):
        stream, _ = open_scripted(recording.operation, sse(*events))
        with stream, suppress(InferenceError):
            read_on(stream)
            stream.result().to_dict()


@pytest.mark.parametrize("recording", ALL.values(), ids=ALL)
def test_field_of_an_unexpected_type_raises_only_our_errors(recording: Recording) -> None:
    events = events_of(recording.stream)
    for position, event in enumerate(events):
        if isinstance(event, dict):
            for path in places(event):
                for value in VALUES:
                    read(
                        recording, [*events[:position], replaced(event, path, value), *events[position + 1 :]]
                    )


@pytest.mark.parametrize("recording", ALL.values(), ids=ALL)
def test_repeated_missing_or_early_event_raises_only_our_errors(
    recording: Recording,
) -> None:
    events = events_of(recording.stream)
    for position, event in enumerate(events):
        read(recording, [*events[:position], event, *events[position:]])
        read(recording, [*events[:position], *events[position + 1 :]])
        read(recording, [event, *events])


@pytest.mark.parametrize("shape", ["objects", "arrays"])
@pytest.mark.parametrize(
    ("name", "position", "path"),
    [
        ("chat tools", 1, ("choices", 0, "delta", "tool_calls", 0, "function", "arguments")),
        ("agent", 0, ("retrieval", "retrieved_data")),
        ("message", 0, ("message", "id")),
        ("response", 2, ("item", "type")),
        ("response chunks", 0, ("object",)),
        ("image", 1, ("usage",)),
    ],
)
def test_values_at_the_limit_of_nesting_raise_only_our_errors(
    name: str, position: int, path: tuple[Any, ...], shape: str
) -> None:
    events = events_of(ALL[name].stream)
    opening, closing = ('{"text":', "}") if shape == "objects" else ("[", "]")
    marked = json.dumps(replaced(events[position], path, "\0"))
    for depth in (45, 60, 400, *range(890, 1000, 2)):
        nested = marked.replace('"\\u0000"', opening * depth + "1" + closing * depth)
        read(ALL[name], [*events[:position], nested, nested, *events[position + 1 :]])
