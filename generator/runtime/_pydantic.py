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
    """The core schema of a model, or of `UnknownVariant`.

    The inner schemas read and write nothing by themselves. The first tells pydantic which constants identify the
    class, for `Field(discriminator="type")`. The second applies `include` and `exclude`.
    """
    name = _component(kind)
    literals = {
        field: {"type": "typed-dict-field", "schema": {"type": "literal", "expected": values}}
        for field, values in _constants(name).items()
    }
    return {
        "type": "function-wrap",
        "function": {"type": "no-info", "function": _reader(kind, name)},
        "schema": {"type": "typed-dict", "fields": literals},
        "serialization": {
            "type": "function-wrap",
            "function": _serialise,
            "info_arg": True,
            "schema": {"type": "any"},
        },
        "ref": _reference(kind, name),
    }


@cache
def serializer(kind: type[Any]) -> Any:
    """What pydantic writes a model with where it does not know the type, such as a field that is `Any`."""
    from pydantic_core import SchemaSerializer

    schema: Any = core_schema(kind)
    return SchemaSerializer(schema)


def json_schema(kind: type[Any], handler: Handler) -> dict[str, Any]:
    """The JSON Schema of a model. Models inside it become definitions of their own."""
    name = _component(kind)
    is_own = kind.__name__ == name
    inner = [_definition(other) for other in _reachable(name) if not (is_own and other == name)]
    handler({"type": "definitions", "schema": {"type": "any"}, "definitions": inner})
    return {**_described(name, handler), "title": kind.__name__}


def _reader(kind: type[Any], name: str) -> Callable[[Any, Any], Any]:
    if not issubclass(kind, Model):
        return _read_unknown
    required = _schemas().get(name, {}).get("required", ())
    constants = _constants(name)

    def read(value: Any, _: Any) -> Any:
        if isinstance(value, kind):
            return value
        if not isinstance(value, Mapping):
            raise ValueError(f"{name} is an object, not {type(value).__name__}")
        if name not in _schemas():
            raise ValueError(f"{name} stands for any result; name the class that the object belongs to")
        there = sum(field in value for field in required)
        if required and not there:
            raise ValueError(f"{name} has {', '.join(required)}; none of them is there")
        for field, values in constants.items():
            # Some servers leave a constant out. Most of the other fields then identify the object.
            if value[field] not in values if field in value else 2 * there <= len(required):
                raise ValueError(f"the {field!r} of {name} is {' or '.join(map(repr, values))}")
        return kind.from_dict(value)

    return read


def _read_unknown(value: Any, _: Any) -> UnknownVariant:
    if isinstance(value, UnknownVariant):
        return value
    if not isinstance(value, Mapping):
        raise ValueError(f"{UNKNOWN} is an object, not {type(value).__name__}")
    return UnknownVariant(value)


def _serialise(value: Any, write: Callable[[Any], Any], info: Any) -> Any:
    return write(value.to_dict(exclude_none=bool(info.exclude_none)) if isinstance(value, Model) else value)


def _constants(name: str) -> dict[str, list[Any]]:
    """The values of the fields of a described object that have only one, or several that identify its class."""
    fields = _schemas().get(name, {}).get("properties", {})
    return {
        field: [schema["const"]] if "const" in schema else schema["enum"]
        for field, schema in fields.items()
        if "const" in schema or "enum" in schema
    }


def _component(kind: type[Any]) -> str:
    """The name of the described class that `kind` is or extends."""
    return next((c.__name__ for c in kind.__mro__ if c.__name__ in _schemas()), kind.__name__)


def _reference(kind: type[Any], name: str) -> str:
    """How core schemas refer to a class: to a described one by its name, to a subclass of it by its own."""
    if kind.__name__ == name:
        return _described_reference(name)
    return f"{kind.__module__}.{kind.__qualname__}:{id(kind)}"


def _described_reference(name: str) -> str:
    return f"do_inference.models.{name}:0"


def _definition(name: str) -> dict[str, Any]:
    """A core schema whose only purpose is to put the JSON Schema of `name` among the definitions."""

    def describe(_: Any, handler: Handler) -> dict[str, Any]:
        return _described(name, handler)

    return {
        "type": "any",
        "ref": _described_reference(name),
        "metadata": {"pydantic_js_functions": [describe]},
    }


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
            target = {
                "type": "definition-ref",
                "schema_ref": _described_reference(node["$ref"].removeprefix(_PREFIX)),
            }
            out = {**handler(target), **out}
        choices = [convert(choice) for choice in node.get("oneOf", node.get("anyOf", ()))]
        if "discriminator" in node:
            choices.append(handler({"type": "definition-ref", "schema_ref": _described_reference(UNKNOWN)}))
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
