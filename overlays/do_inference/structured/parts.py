"""Types that msgspec does not know as a whole, taken apart until it knows the parts.

These are types with a choice between classes: nothing in JSON names the class, so each is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin

import msgspec

from .fields import Class, Field, class_of, description_of, members_of

Json = dict[str, Any]
Read = Callable[[Any], Any]
KnownSchema = Callable[[Any], tuple[Json, Json]]
KnownRead = Callable[[Any, Any], Any]

_LISTS: Final[Mapping[Any, Callable[[Iterable[Any]], Any]]] = {
    list: list,
    set: set,
    frozenset: frozenset,
    Sequence: list,
    Iterable: list,
    AbstractSet: set,
}
_SHOWN: Final = 3


class Part(NamedTuple):
    """A type: its schema, and how a value of it is read from JSON (ValueError where it does not fit)."""

    schema: Json
    read: Read
    names: frozenset[str] = frozenset()
    """The fields of a class."""


class Parts:
    """Takes types apart.

    `schema` gives the schema of a type and its definitions, or raises TypeError; `read` makes a value of one that has a
    schema.
    """

    def __init__(self, schema: KnownSchema, read: KnownRead) -> None:
        self.definitions: Json = {}
        self._schema = schema
        self._read = read
        self._classes: dict[type, Part] = {}

    def part(self, shape: Any) -> Part:
        """The part that a type is. Raises TypeError where it has no JSON schema."""
        try:
            schema, definitions = self._schema(shape)
        except TypeError as error:
            return self._taken_apart(shape, error)
        self.definitions |= definitions
        known = class_of(shape)
        names = frozenset() if known is None else frozenset(field.name for field in known.fields)
        return Part(schema, lambda value: self._read(value, shape), names)

    def _taken_apart(self, shape: Any, unknown: TypeError) -> Part:
        known = class_of(shape)
        if known is not None:
            return self._classes.get(shape) or self._class(shape, known)
        members = [member for member in members_of(shape) if member is not msgspec.UnsetType]
        if members:
            return _choice([self.part(member) for member in members])
        origin, arguments = get_origin(shape), get_args(shape)
        if origin is Annotated:
            inner = self.part(arguments[0])
            return inner._replace(schema=inner.schema | _noted(arguments[1:]))
        if origin in _LISTS:
            return _list(self.part(arguments[0]), _LISTS[origin])
        if origin in (dict, Mapping) and arguments[0] is str:
            return _map(self.part(arguments[1]))
        raise unknown

    def _class(self, shape: type, known: Class) -> Part:
        name = shape.__name__
        if name in self.definitions:
            name = f"{shape.__module__}.{shape.__qualname__}"
        fields: dict[str, tuple[Field, Read]] = {}
        names = frozenset(field.name for field in known.fields)
        schema: Json = {"title": shape.__name__, "type": "object"}
        # Known from here on, since its fields may hold it.
        self.definitions[name] = schema
        part = Part({"$ref": f"#/$defs/{name}"}, partial(_read_class, known, fields), names)
        self._classes[shape] = part
        description = description_of(shape)
        if description:
            schema["description"] = description
        properties = schema["properties"] = {}
        for field in known.fields:
            inner = self.part(field.hint)
            properties[field.name] = inner.schema
            fields[field.name] = field, inner.read
        schema["required"] = [field.name for field in known.fields if field.required]
        return part


def _noted(notes: Iterable[Any]) -> Json:
    """What annotations say for people."""
    told = [note.description for note in notes if isinstance(note, msgspec.Meta) and note.description]
    return {"description": told[0]} if told else {}


def _read_class(known: Class, fields: Mapping[str, tuple[Field, Read]], value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError("expected an object")
    given: dict[str, Any] = {}
    for name, (field, read) in fields.items():
        if name in value:
            given[field.argument] = _read_at(name, read, value[name])
        elif field.required:
            raise ValueError(f"{name!r} is missing")
    if known.closed and not value.keys() <= fields.keys():
        raise ValueError(f"{min(value.keys() - fields.keys())!r} is unknown")
    try:
        return known.make(**given)
    except TypeError as error:
        raise ValueError(str(error)) from error


def _choice(parts: Sequence[Part]) -> Part:
    def read(value: Any) -> Any:
        faults: list[str] = []
        # Classes pass over what they do not know, so the one that knows most of it goes first.
        for part in sorted(parts, key=partial(_strangers, value)):
            try:
                return part.read(value)
            except ValueError as error:
                faults.append(str(error))
        raise ValueError(f"none of the forms allowed fits: {'; '.join(faults[:_SHOWN])}")

    return Part({"anyOf": [part.schema for part in parts]}, read)


def _strangers(value: Any, part: Part) -> int:
    return len(value.keys() - part.names) if isinstance(value, dict) and part.names else 0


def _list(item: Part, make: Callable[[Iterable[Any]], Any]) -> Part:
    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError("expected an array")
        return make(_read_at(index, item.read, inner) for index, inner in enumerate(value))

    return Part({"type": "array", "items": item.schema}, read)


def _map(item: Part) -> Part:
    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError("expected an object")
        return {name: _read_at(name, item.read, inner) for name, inner in value.items()}

    return Part({"type": "object", "additionalProperties": item.schema}, read)


def _read_at(place: str | int, read: Read, value: Any) -> Any:
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"at {place!r}: {error}") from error
