"""Tool calls that a rule prescribes, in every form in which they are written elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from do_inference.emulator._forms import refuse_constant

FORMS = """\
('name', {...}),
{'name': ..., 'arguments': {...}},
{'id': ..., 'type': 'function', 'function': {'name': ..., 'arguments': '{...}'}},
{'type': 'tool_use', 'id': ..., 'name': ..., 'input': {...}} or
{'type': 'function_call', 'call_id': ..., 'name': ..., 'arguments': '{...}'}"""
_MEANINGLESS = frozenset({"index", "status", "cache_control", "caller", "type", "id"})
"""Fields that calls have in answers of the APIs, and that say nothing about what is called."""


class ScriptedCall(NamedTuple):
    """A tool call, whatever API it is for."""

    name: str
    arguments: str
    """A JSON object as text."""
    id: str | None = None
    """None where the emulator makes one up."""


def scripted_calls(value: Any) -> tuple[ScriptedCall, ...]:
    """The calls of a list in any of the accepted forms.

    Raises TypeError or ValueError, with the accepted forms, for anything else.
    """
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Sequence):
        raise TypeError(f"tool_calls must be a list; a call in it is\n{FORMS}")
    try:
        return tuple(_call(entry, f"tool_calls[{index}]") for index, entry in enumerate(value))
    except (TypeError, ValueError) as error:
        raise type(error)(f"{error}; a call is\n{FORMS}") from None


def _call(entry: Any, where: str) -> ScriptedCall:
    if isinstance(entry, ScriptedCall):
        return entry
    entry = entry.to_dict() if hasattr(entry, "to_dict") else entry
    if isinstance(entry, tuple | list) and len(entry) == 2:
        return ScriptedCall(_name(entry[0], where), _arguments(entry[1], where))
    if not isinstance(entry, Mapping):
        raise TypeError(f"{where} is not a tool call: {entry!r}")
    kind = entry.get("type", "function" if "function" in entry else None)
    if kind == "function":
        call = _only(entry, {"function"}, where)["function"]
        if not isinstance(call, Mapping):
            raise TypeError(f"{where}['function'] must be {{'name': ..., 'arguments': ...}}, not {call!r}")
        _only(call, {"name", "arguments"}, f"{where}['function']", optional={"arguments"})
        arguments = call.get("arguments", {})
    elif kind == "tool_use":
        call = _only(entry, {"name", "input"}, where)
        arguments = call["input"]
    elif kind == "function_call":
        call = _only(entry, {"name", "arguments", "call_id"}, where, optional={"call_id"})
        arguments = call["arguments"]
    elif kind is None:
        call = _only(entry, {"name", "arguments"}, where, optional={"arguments"})
        arguments = call.get("arguments", {})
    else:
        raise ValueError(f"{where} has the unknown type {kind!r}")
    return ScriptedCall(_name(call.get("name"), where), _arguments(arguments, where), _id(entry, where))


def _only(
    entry: Mapping[Any, Any], known: set[str], where: str, optional: set[str] | None = None
) -> Mapping[Any, Any]:
    """The entry, if it has the fields that its form needs and no others."""
    unknown = sorted(str(key) for key in entry if key not in known and key not in _MEANINGLESS)
    missing = sorted(key for key in known - (optional or set()) if key not in entry)
    if unknown or missing:
        wrong = f"has the unknown field {unknown[0]!r}" if unknown else f"has no field {missing[0]!r}"
        raise ValueError(f"{where} {wrong}")
    return entry


def _name(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"{where}: the name of a tool is a text, not {value!r}")
    return value


def _id(entry: Mapping[Any, Any], where: str) -> str | None:
    value = entry.get("call_id") or entry.get("id")
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{where}: the id of a call is a text, not {value!r}")
    return value


def _arguments(value: Any, where: str) -> str:
    """The arguments as JSON text. Text is kept as it was written."""
    try:
        read = json.loads(value, parse_constant=refuse_constant) if isinstance(value, str) else value
        if not isinstance(read, Mapping):
            raise TypeError(f"it is of type {type(read).__name__}")
        if isinstance(value, str):
            return value
        return json.dumps(dict(read), allow_nan=False, ensure_ascii=False)
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(
            f"{where}: arguments must be a JSON object, or the text of one, not {value!r} ({error}); "
            f"prescribe malformed arguments with json= or events="
        ) from None
