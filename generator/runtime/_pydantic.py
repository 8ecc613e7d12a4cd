"""What pydantic and FastAPI ask of a model: how it is validated and serialised, and what its JSON Schema is.

Core schemas are plain dicts, so nothing here imports pydantic. The JSON Schema is that of the description.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ._model import Model, UnknownVariant

UNKNOWN = "UnknownVariant"
_PREFIX = "#/components/schemas/"
_OF_THE_WHOLE = frozenset({"default", "deprecated", "description", "examples", "title"})

Handler = Callable[[Any], dict[str, Any]]
"""Turns a core schema into a JSON Schema, within one run of pydantic."""


def core_schema(kind: type[Any]) -> dict[str, Any]:
    """The core schema of a model, or of `UnknownVariant`."""
    name = _component(kind)
    convert = _reader(kind, name)
    return {
        "type": "function-plain",
        "function": {"type": "no-info", "function": convert},
        "serialization": {"type": "function-plain", "function": _serialise, "info_arg": True},
        "ref": _reference(name),
    }


def json_schema(kind: type[Any], handler: Handler) -> dict[str, Any]:
    """The JSON Schema of a model. Models inside it become definitions of their own."""
    name = _component(kind)
    inner = [_definition(other) for other in _reachable(name) if other != name]
    handler({"type": "definitions", "schema": {"type": "any"}, "definitions": inner})
    return _described(name, handler)


def _reader(kind: type[Any], name: str) -> Callable[[Any], Any]:
    if not issubclass(kind, Model):
        return _read_unknown
    tag, values = _tags().get(name, ("", frozenset()))
    required = _schemas().get(name, {}).get("required", ())

    def read(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        if not isinstance(value, Mapping):
            raise ValueError(f"{name} is an object, not {type(value).__name__}")
        if name not in _schemas():
            raise ValueError(f"{name} stands for any result; name the class that the object belongs to")
        if tag and value.get(tag) not in values:
            raise ValueError(f"the {tag!r} of {name} is {' or '.join(map(repr, sorted(values)))}")
        if required and not any(field in value for field in required):
            raise ValueError(f"{name} has {', '.join(required)}; none of them is there")
        return kind.from_dict(value)

    return read


def _read_unknown(value: Any) -> UnknownVariant:
    if isinstance(value, UnknownVariant):
        return value
    if not isinstance(value, Mapping):
        raise ValueError(f"{UNKNOWN} is an object, not {type(value).__name__}")
    return UnknownVariant(value)


def _serialise(value: Any, info: Any) -> Any:
    return value.to_dict(exclude_none=bool(info.exclude_none)) if isinstance(value, Model) else value


def _component(kind: type[Any]) -> str:
    """The name of the described class that `kind` is or extends."""
    return next((c.__name__ for c in kind.__mro__ if c.__name__ in _schemas()), kind.__name__)


def _reference(name: str) -> str:
    return f"do_inference.models.{name}:0"


def _definition(name: str) -> dict[str, Any]:
    """A core schema whose only purpose is to put the JSON Schema of `name` among the definitions."""

    def describe(_: Any, handler: Handler) -> dict[str, Any]:
        return _described(name, handler)

    return {"type": "any", "ref": _reference(name), "metadata": {"pydantic_js_functions": [describe]}}


def _described(name: str, handler: Handler) -> dict[str, Any]:
    if name not in _schemas():
        return {"type": "object", "title": name, "additionalProperties": True}

    def convert(node: Any) -> Any:
        if isinstance(node, list):
            return [convert(item) for item in node]
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("type"), list):
            node = _one_type_each(node)
        out = {
            key: _each(value, convert) if key == "properties" else convert(value)
            for key, value in node.items()
            if not key.startswith("x-") and key not in ("$ref", "oneOf", "anyOf", "discriminator")
        }
        if "$ref" in node:
            target = {"type": "definition-ref", "schema_ref": _reference(node["$ref"].removeprefix(_PREFIX))}
            out = {**handler(target), **out}
        choices = [convert(choice) for choice in node.get("oneOf", node.get("anyOf", ()))]
        if "discriminator" in node:
            choices.append(handler({"type": "definition-ref", "schema_ref": _reference(UNKNOWN)}))
        return {**out, "anyOf": choices} if choices else out

    described: dict[str, Any] = convert(_schemas()[name])
    return {"title": name, **described}


def _one_type_each(node: dict[str, Any]) -> dict[str, Any]:
    """A schema of several types as a choice of schemas: older tools read one type only."""
    shared = {key: value for key, value in node.items() if key in _OF_THE_WHOLE}
    own = {key: value for key, value in node.items() if key not in shared and key != "type"}
    choices = [{"type": kind} if kind == "null" else {"type": kind, **own} for kind in node["type"]]
    return {"anyOf": choices, **shared}


def _each(values: Mapping[str, Any], convert: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: convert(value) for name, value in values.items()}


@cache
def _schemas() -> dict[str, Any]:
    text = Path(__file__).with_name("description.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["components"]["schemas"]
    return found


@cache
def _tags() -> dict[str, tuple[str, frozenset[str]]]:
    """For each member of a tagged union the name of its tag and the values that it has."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for schema in _schemas().values():
        tag = schema.get("discriminator", {}).get("propertyName", "")
        for value, target in schema.get("discriminator", {}).get("mapping", {}).items():
            name = target.removeprefix(_PREFIX)
            found[name] = (tag, found.get(name, (tag, frozenset()))[1] | {value})
    return found


def _reachable(name: str) -> list[str]:
    """The schemas that a schema refers to, directly or not, and itself."""
    found = [name]
    for known in found:  # The list grows while it is read.
        found += dict.fromkeys(other for other in _referred(_schemas().get(known, {})) if other not in found)
    return found


def _referred(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _referred(item)
    elif isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix(_PREFIX)
        if "discriminator" in node:
            yield UNKNOWN
        for key, value in node.items():
            if not key.startswith("x-"):
                yield from _referred(value)
