"""JSON schemas from Python types, and values of these types from JSON.

Everything that msgspec knows (attrs classes, dataclasses, TypedDicts, its own Structs, lists and unions of them, enums,
dates), and pydantic models, if they come along.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ._fields import Class
from ._keywords import with_subschemas
from ._parts import Parts
from ._pydantic_types import PydanticType, is_pydantic


class Shape:
    """A type that answers must have. In place of a type, a `Class` says what its fields are.

    Raises:
        TypeError: The type has no JSON schema.
    """

    def __init__(self, shape: Any) -> None:
        parts = Parts(_schema_of, _convert)
        try:
            given = isinstance(shape, Class)
            part = parts.object(shape, {}, "the parameter {!r}") if given else parts.part(shape)
        except NameError as error:
            raise TypeError(f"{shape!r} names a type that its module does not know: {error}") from error
        self._read = part.read
        schema = {**part.schema, "$defs": parts.definitions} if parts.definitions else part.schema
        self.schema: dict[str, Any] = closed(_opened(schema))
        """The JSON schema: an object at the top, as several vendors demand, wherever the type is a class."""

    def read(self, value: Any) -> Any:
        """`value`, which is JSON, as a value of the type.

        Raises:
            ValueError: It is of another shape; the message says where.
        """
        return self._read(value)


def closed(schema: Any) -> Any:
    """The schema with objects that allow nothing but their properties, unless they say otherwise."""
    inner = with_subschemas(schema, closed)
    if isinstance(inner, dict) and "properties" in inner:
        inner.setdefault("additionalProperties", False)
    return inner


def _opened(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with the definition that it refers to at its top in that place."""
    reference = schema.get("$ref")
    definitions = dict(schema.get("$defs", {}))
    name = reference.removeprefix("#/$defs/") if isinstance(reference, str) else ""
    if name not in definitions:
        return schema
    top = definitions[name]
    # It is kept among the definitions only if it refers to itself.
    if f"#/$defs/{name}" not in repr(definitions):
        del definitions[name]
    return {**top, "$defs": definitions} if definitions else dict(top)


def _schema_of(shape: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        (schema,), definitions = msgspec.json.schema_components(
            [shape], schema_hook=_schema_hook, ref_template="#/$defs/{name}"
        )
    except NotImplementedError as error:
        raise TypeError(f"{shape!r} has no JSON schema: {error}") from error
    return schema, definitions


def _convert(value: Any, shape: Any) -> Any:
    try:
        return msgspec.convert(value, shape, dec_hook=_decode_hook, str_keys=True)
    except msgspec.ValidationError:
        # To JSON 1.0 is as good an integer as 1.
        whole = _with_integers(value)
        if whole is value:
            raise
        return msgspec.convert(whole, shape, dec_hook=_decode_hook, str_keys=True)


def _with_integers(value: Any) -> Any:
    """The value with integers in place of floats that are some; itself where it has none."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, list):
        items = [_with_integers(item) for item in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    if isinstance(value, dict):
        fields = {name: _with_integers(item) for name, item in value.items()}
        return value if all(fields[name] is value[name] for name in fields) else fields
    return value


def _schema_hook(shape: type[Any]) -> dict[str, Any]:
    if is_pydantic(shape):
        return PydanticType(shape).schema
    raise TypeError(f"{shape!r} has no JSON schema")


def _decode_hook(shape: type[Any], value: Any) -> Any:
    if is_pydantic(shape):
        return PydanticType(shape).read(value)
    raise TypeError(f"{shape!r} cannot be made from JSON")
