"""Tool calls that a rule prescribes, in the forms of all APIs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from do_inference.emulator._request_parsing import refuse_constant

FORMS = """\
('name', {...}),
{'name': ..., 'arguments': {...}},
{'id': ..., 'type': 'function', 'function': {'name': ..., 'arguments': '{...}'}},
{'type': 'tool_use', 'id': ..., 'name': ..., 'input': {...}} or
{'type': 'function_call', 'call_id': ..., 'name': ..., 'arguments': '{...}'}"""
_IGNORED_FIELDS = frozenset({"index", "status", "cache_control", "caller", "type", "id"})
"""Fields of tool calls in responses of the APIs that do not describe the call. Users may paste such calls."""


class ScriptedCall(NamedTuple):
    """A tool call, independent of the API."""

    name: str
    arguments: str
    """A JSON object as text."""
    id: str | None = None
    """None if the emulator generates it."""


def scripted_calls(value: Any) -> tuple[ScriptedCall, ...]:
    """Return the tool calls of a list, each in one of the accepted forms.

    Raises TypeError or ValueError with a list of the forms for anything else.
    """
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Sequence):
        raise TypeError(f"tool_calls must be a list; each call has one of these forms:\n{FORMS}")
    try:
        return tuple(_call(entry, f"tool_calls[{index}]") for index, entry in enumerate(value))
    except (TypeError, ValueError) as error:
        raise type(error)(f"{error}; a call has one of these forms:\n{FORMS}") from None


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
        call = _check_fields(entry, {"function"}, where)["function"]
        if not isinstance(call, Mapping):
            raise TypeError(f"{where}['function'] must be {{'name': ..., 'arguments': ...}}, not {call!r}")
        _check_fields(call, {"name", "arguments"}, f"{where}['function']", optional={"arguments"})
        arguments = call.get("arguments", {})
    elif kind == "tool_use":
        call = _check_fields(entry, {"name", "input"}, where)
        arguments = call["input"]
    elif kind == "function_call":
        call = _check_fields(entry, {"name", "arguments", "call_id"}, where, optional={"call_id"})
        arguments = call["arguments"]
    elif kind is None:
        call = _check_fields(entry, {"name", "arguments"}, where, optional={"arguments"})
        arguments = call.get("arguments", {})
    else:
        raise ValueError(f"{where} has the unknown type {kind!r}")
    return ScriptedCall(_name(call.get("name"), where), _arguments(arguments, where), _id(entry, where))


def _check_fields(
    entry: Mapping[Any, Any], known: set[str], where: str, optional: set[str] | None = None
) -> Mapping[Any, Any]:
    """Return the entry. Raises ValueError if it lacks a field of its form or has another one."""
    unknown = sorted(str(key) for key in entry if key not in known and key not in _IGNORED_FIELDS)
    missing = sorted(key for key in known - (optional or set()) if key not in entry)
    if unknown or missing:
        wrong = f"has the unknown field {unknown[0]!r}" if unknown else f"has no field {missing[0]!r}"
        raise ValueError(f"{where} {wrong}")
    return entry


def _name(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"{where}: the name of a tool must be a string, not {value!r}")
    return value


def _id(entry: Mapping[Any, Any], where: str) -> str | None:
    value = entry.get("call_id") or entry.get("id")
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{where}: the id of a call must be a string, not {value!r}")
    return value


def _arguments(value: Any, where: str) -> str:
    """Return the arguments as JSON text. Text stays as it is, so that tests control its formatting."""
    try:
        read = json.loads(value, parse_constant=refuse_constant) if isinstance(value, str) else value
        if not isinstance(read, Mapping):
            raise TypeError(f"it is of type {type(read).__name__}")
        if isinstance(value, str):
            return value
        return json.dumps(dict(read), allow_nan=False, ensure_ascii=False)
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(
            f"{where}: arguments must be a JSON object or its text, not {value!r} ({error}); "
            f"use json= or events= to prescribe malformed arguments"
        ) from None
