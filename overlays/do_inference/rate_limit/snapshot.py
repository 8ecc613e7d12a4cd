"""What is known of the limits as plain values, driven by the data classes: a new field needs no line here."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from math import inf
from types import MappingProxyType, UnionType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")

MOMENT: Final = MappingProxyType({"moment": True})
"""Metadata of a field that is a time of the ledger's clock, which `shift` moves."""
OFFSET: Final = MappingProxyType({"offset": True})
"""Metadata of a field that is another clock minus the ledger's."""
MOMENTS: Final = MappingProxyType({"moments": True})
"""Metadata of a list of numbers with the moment of each."""


def dump(value: Any) -> Any:
    """A data class as dicts, lists, numbers and text."""
    if dataclasses.is_dataclass(value):
        known = {
            name: dump(getattr(value, name)) for name in (each.name for each in dataclasses.fields(value))
        }
        return {"kind": type(value).__name__, **known}
    if isinstance(value, list | tuple):
        return [dump(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def load(cls: type[T], data: Any) -> T:
    """The inverse of `dump` for the data class `cls`."""
    loaded: T = _load(cls, data)
    return loaded


def shift(value: Any, by: float) -> None:
    """Add `by` seconds to every moment in a data class, in place: the clock it was written by was set anew."""
    _walk(value, lambda moment: moment + by, lambda offset: offset - by)


def clamp(value: Any, latest: float) -> None:
    """Move every moment later than `latest` there, in place. Infinity stays: it means "never"."""
    _walk(value, lambda moment: moment if moment == inf else min(moment, latest), lambda offset: offset)


def _walk(value: Any, move: Callable[[float], float], move_offset: Callable[[float], float]) -> None:
    for each in dataclasses.fields(value):
        found = getattr(value, each.name)
        if each.metadata is MOMENT:
            setattr(value, each.name, move(found))
        elif each.metadata is OFFSET:
            setattr(value, each.name, move_offset(found))
        elif each.metadata is MOMENTS:
            setattr(value, each.name, [(number, move(moment)) for number, moment in found])
        elif isinstance(found, list):
            for item in found:
                if dataclasses.is_dataclass(item):
                    _walk(item, move, move_offset)
        elif dataclasses.is_dataclass(found):
            _walk(found, move, move_offset)


@cache
def _types(cls: type[Any]) -> Mapping[str, Any]:
    hints = get_type_hints(cls)
    return {each.name: hints[each.name] for each in dataclasses.fields(cls)}


def _load(annotation: Any, data: Any) -> Any:
    origin = get_origin(annotation)
    if origin is UnionType or type(annotation) is UnionType:
        return _load_member(get_args(annotation), data)
    if origin in (list, tuple):
        inner = get_args(annotation)
        if origin is list:
            return [_load(inner[0], each) for each in data]
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_load(inner[0], each) for each in data)
        return tuple(_load(each, part) for each, part in zip(inner, data, strict=True))
    if dataclasses.is_dataclass(annotation):
        fields = _types(annotation)  # type: ignore[arg-type]
        known = {name: _load(fields[name], value) for name, value in data.items() if name in fields}
        return annotation(**known)  # type: ignore[operator]
    if isinstance(annotation, type) and issubclass(annotation, tuple):
        return annotation(*data)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation(data)
    return data


def _load_member(members: tuple[Any, ...], data: Any) -> Any:
    if data is None:
        return None
    for member in members:
        if isinstance(data, dict) and data.get("kind") == getattr(member, "__name__", ""):
            return _load(member, data)
    return _load(next(member for member in members if member is not type(None)), data)
