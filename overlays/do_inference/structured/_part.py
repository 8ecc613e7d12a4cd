"""One type as a part of another: its schema, and how values of it are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec

from ._checking import Checker
from ._fields import Class, Field

Json = dict[str, Any]
Read = Callable[[Any], Any]

_SHOWN: Final = 3


class Part(NamedTuple):
    """A type: its schema, and how a value of it is read from JSON (ValueError where it does not fit)."""

    schema: Json
    read: Read
    names: frozenset[str] = frozenset()
    """The fields of a class."""


def tagged(shape: type[msgspec.Struct], part: Part) -> Part:
    """The part with the tag that msgspec gives a class."""
    settings = shape.__struct_config__
    if settings.array_like:
        raise TypeError(f"the annotations of {shape!r} cannot be checked, as its values are arrays")
    name, tag = settings.tag_field, settings.tag
    if name is None:
        return part

    def read(value: Any) -> Any:
        if not isinstance(value, dict) or value.get(name) != tag:
            raise ValueError(f"expected {name!r} to be {tag!r}")
        return part.read({key: item for key, item in value.items() if key != name})

    part.schema["properties"] = {name: {"enum": [tag]}, **part.schema["properties"]}
    part.schema["required"].insert(0, name)
    return part._replace(read=read)


def checked(read: Read, restricted: Json) -> Read:
    """Reads values after a check of their JSON."""
    checker = Checker(restricted)

    def check(value: Any) -> Any:
        fault = checker.fault(value)
        if fault is not None:
            raise ValueError(fault.removesuffix(" at $"))
        return read(value)

    return check


def read_class(known: Class, fields: Mapping[str, tuple[Field, Read]], value: Any) -> Any:
    """The value of a class that a JSON object is."""
    if not isinstance(value, dict):
        raise ValueError("expected an object")
    given: dict[str, Any] = {}
    for name, (field, read) in fields.items():
        if name in value:
            given[field.argument] = read_at(name, read, value[name])
        elif field.required:
            raise ValueError(f"{name!r} is missing")
        elif field.default is not None:
            given[field.argument] = field.default()
    if known.closed and not value.keys() <= fields.keys():
        raise ValueError(f"{min(value.keys() - fields.keys())!r} is unknown")
    try:
        return known.make(**given)
    except TypeError as error:
        raise ValueError(str(error)) from error


def choice(parts: Sequence[Part]) -> Part:
    """The part that a union is."""

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


def list_of(item: Part, make: Callable[[Iterable[Any]], Any]) -> Part:
    """The part that an array of equal items is; `make` makes a list, a set or the like of them."""

    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError("expected an array")
        return make(read_at(index, item.read, inner) for index, inner in enumerate(value))

    return Part({"type": "array", "items": item.schema}, read)


def read_at(place: str | int, read: Read, value: Any) -> Any:
    """A value, or a ValueError that names its place."""
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"at {place!r}: {error}") from error
