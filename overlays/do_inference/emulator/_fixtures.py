"""Prescribed answers in a JSON file: written by hand, or recorded."""

from __future__ import annotations

import base64
import json
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from do_inference.emulator._faults import parse_fault
from do_inference.emulator._operation_names import operation_id
from do_inference.emulator._rule import Rule
from do_inference.emulator._wire import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference.emulator._description import Operation

_OF_CODE = frozenset({"function", "origin", "used"})
FIELDS = frozenset({field.name for field in fields(Rule)} - _OF_CODE | {"stream", "content_base64"})
"""The fields that an answer in a file can have."""


def load(path: Path | str, operations: Mapping[str, Operation]) -> list[Rule]:
    """The rules of a file: a list of objects with the fields of `Rule`, `fault` written as in the header.

    An answer with `request` is a recorded one, and is given once unless it says how many `times`. `stream` has the
    events of a stream as they were sent: `{"event": ..., "data": ...}`, the end marker among them. `content` is text,
    and `content_base64` is bytes. Raises OSError, and ValueError with the file and the number of the answer that
    cannot be used.
    """
    try:
        entries = json.loads(Path(path).read_bytes())
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not JSON: {error}") from None
    if not isinstance(entries, list):
        raise ValueError(f"{path} holds no list of prescribed answers")
    return [_rule(f"answer {n} in {path}", entry, operations) for n, entry in enumerate(entries, 1)]


def _rule(what: str, entry: Any, operations: Mapping[str, Operation]) -> Rule:
    if not isinstance(entry, dict):
        raise ValueError(f"{what} is not an object")
    try:
        if "operation" not in entry:
            raise ValueError("it names no operation; * stands for every operation")
        unknown = sorted(entry.keys() - FIELDS)
        if unknown:
            raise ValueError(
                f"it has the unknown field {unknown[0]!r}; the fields are {', '.join(sorted(FIELDS))}"
            )
        values = {**entry, "origin": what, "operation": operation_id(entry.get("operation"), operations)}
        if "fault" in entry:
            values["fault"] = parse_fault(entry["fault"])
        if "request" in entry:
            values.setdefault("times", 1)
        if "stream" in values:
            values |= _stream(values)
        if values.keys() & {"content", "content_base64"}:
            values["content"] = _content(values.get("content"), values.pop("content_base64", None))
        return Rule(**values)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{what} cannot be used: {error}") from None


def _content(text: Any, encoded: Any) -> bytes:
    """The bytes of `content` or `content_base64`."""
    if text is not None and encoded is not None:
        raise ValueError("content and content_base64 are each the whole answer; give one of them")
    name, value = ("content", text) if encoded is None else ("content_base64", encoded)
    if not isinstance(value, str):
        raise TypeError(f"{name} must be text, not {value!r}")
    try:
        return value.encode() if encoded is None else base64.b64decode(value, validate=True)
    except ValueError as error:
        raise ValueError(f"{name} cannot be read: {error}") from None


def _stream(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of a rule for `stream`, which is taken out of the values."""
    stream = values.pop("stream")
    if values.get("events") is not None:
        raise ValueError("stream and events are each the whole answer; give one of them")
    if not isinstance(stream, list):
        raise TypeError(f"stream must be a list of events, not {stream!r}")
    return {"events": [_event(event) for event in stream], "terminator": False}


def _event(value: Any) -> Event:
    if not isinstance(value, dict) or "data" not in value or value.keys() - {"event", "data"}:
        raise ValueError(f"an event of stream must be {{'event': ..., 'data': ...}}, not {value!r}")
    if not isinstance(value.get("event"), str | None):
        raise TypeError(f"the name of an event must be text, not {value['event']!r}")
    return Event(value["data"], value.get("event"))
