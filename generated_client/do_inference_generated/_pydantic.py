# Generated from openapi/ by generator/. Do not edit.
"""Support for pydantic and FastAPI: validation, serialisation and JSON Schemas of the models.

A core schema is a plain dict, so most of this module works without importing pydantic. The JSON Schemas come from the
API description. The methods of a class identify it: a class with `from_dict` is a model, the other class is
`UnknownVariant`. Importing them from `_model`, which imports this module, would be an import cycle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from ._description import read_description

UNKNOWN = "UnknownVariant"
_PREFIX = "#/components/schemas/"
_ANNOTATIONS = frozenset({"default", "deprecated", "description", "examples", "title"})

Handler = Callable[[Any], dict[str, Any]]
"""Converts a core schema into a JSON Schema while pydantic generates one."""


def core_schema(kind: type[Any]) -> dict[str, Any]:
    """Return the core schema of a model, or of `UnknownVariant`.

    The two functions validate and serialise; the inner schemas only give pydantic information. The schema of literals
    lists the constants that identify the class, for `Field(discriminator="type")`. The schema of the serialisation
    applies `include` and `exclude`.
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
    """Return the serializer that pydantic uses if it does not know the type, such as for a field that is `Any`."""
    from pydantic_core import SchemaSerializer

    schema: Any = core_schema(kind)
    return SchemaSerializer(schema)


def json_schema(kind: type[Any], handler: Handler) -> dict[str, Any]:
    """Return the JSON Schema of a model. The models that it refers to become separate definitions."""
    name = _component(kind)
    is_own = kind.__name__ == name
    inner = [_definition(other) for other in _reachable(name) if not (is_own and other == name)]
    handler({"type": "definitions", "schema": {"type": "any"}, "definitions": inner})
    return {**_described(name, handler), "title": kind.__name__}


def _reader(kind: type[Any], name: str) -> Callable[[Any, Any], Any]:
    if not hasattr(kind, "from_dict"):
        return _unknown_variant_reader(kind)
    required = _schemas().get(name, {}).get("required", ())
    constants = _constants(name)

    def read(value: Any, _: Any) -> Any:
        if isinstance(value, kind):
            return value
        if not isinstance(value, Mapping):
            raise ValueError(f"{name} must be an object, not {type(value).__name__}")
        if name not in _schemas():
            raise ValueError(f"{name} is the base class of all models; use the class of the object instead")
        present = sum(field in value for field in required)
        if required and not present:
            raise ValueError(f"{name} requires {', '.join(required)}, and the object has none of them")
        for field, values in constants.items():
            # Some servers omit a constant. The object is then accepted if it has most of the required fields.
            if value[field] not in values if field in value else 2 * present <= len(required):
                raise ValueError(f"{field!r} of {name} must be {' or '.join(map(repr, values))}")
        return kind.from_dict(value)

    return read


def _unknown_variant_reader(kind: type[Any]) -> Callable[[Any, Any], Any]:
    def read(value: Any, _: Any) -> Any:
        if isinstance(value, kind):
            return value
        if not isinstance(value, Mapping):
            raise ValueError(f"{UNKNOWN} must be an object, not {type(value).__name__}")
        return kind(value)

    return read


def _serialise(value: Any, write: Callable[[Any], Any], info: Any) -> Any:
    # On the type, because attributes of an `UnknownVariant` are data.
    is_model = hasattr(type(value), "from_dict")
    return write(value.to_dict(exclude_none=bool(info.exclude_none)) if is_model else value)


def _constants(name: str) -> dict[str, list[Any]]:
    """Return the possible values of each field that is a constant or an inline enum. They identify the class."""
    fields = _schemas().get(name, {}).get("properties", {})
    return {
        field: [schema["const"]] if "const" in schema else schema["enum"]
        for field, schema in fields.items()
        if "const" in schema or "enum" in schema
    }


def _component(kind: type[Any]) -> str:
    """Return the name of the described class that `kind` is or extends."""
    return next((c.__name__ for c in kind.__mro__ if c.__name__ in _schemas()), kind.__name__)


def _reference(kind: type[Any], name: str) -> str:
    """Return the reference to a class in core schemas. A subclass of a described class has its own reference."""
    if kind.__name__ == name:
        return _described_reference(name)
    return f"{kind.__module__}.{kind.__qualname__}:{id(kind)}"


def _described_reference(name: str) -> str:
    return f"do_inference.models.{name}:0"


def _definition(name: str) -> dict[str, Any]:
    """Return a core schema that adds the JSON Schema of `name` to the definitions."""

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
            node = _single_types(node)
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


def _single_types(node: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with several types as `anyOf` schemas with one type each, for tools that support only one."""
    shared = {key: value for key, value in node.items() if key in _ANNOTATIONS}
    own = {key: value for key, value in node.items() if key not in shared and key != "type"}
    choices = [{"type": kind} if kind == "null" else {"type": kind, **own} for kind in node["type"]]
    return {"anyOf": choices, **shared}


def _each(values: Mapping[str, Any], convert: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: convert(value) for name, value in values.items()}


@cache
def _schemas() -> dict[str, Any]:
    found: dict[str, Any] = read_description()["components"]["schemas"]
    return found


def _reachable(name: str) -> list[str]:
    """Return the names of a schema and of all schemas that it refers to, directly or indirectly."""
    found = [name]
    for known in found:  # The loop appends to the list.
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
