"""Serialization of the structs of an estimator as plain values. New fields are included without changes to this module.

A shared store dumps and loads with every request, so the types of each class are inspected only once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, TypeVar, cast, get_args, get_origin, get_type_hints

from msgspec import Struct

T = TypeVar("T")
Loader: TypeAlias = Callable[[Any], Any]

Moment: TypeAlias = Annotated[float, "moment"]
"""The type of a field that is a time of the ledger's clock. `shift` changes it."""
Offset: TypeAlias = Annotated[float, "offset"]
"""The type of a field that is another clock minus the ledger's."""
Moments: TypeAlias = Annotated[list[tuple[float, float]], "moments"]
"""The type of a list of numbers, each with its time."""


def dump(value: Any) -> Any:
    """Return a struct as dicts, lists, numbers and strings."""
    if isinstance(value, list):
        return [dump(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if value is None:
        return None
    names, values_of, nested = _fields(value.__class__)
    dumped = dict(zip(names, values_of(value), strict=True))
    for name in nested:
        dumped[name] = dump(dumped[name])
    dumped["kind"] = dumped.pop("__class__").__name__
    return dumped


def load(cls: type[T], data: Any) -> T:
    """Return an instance of the struct `cls` from dumped values."""
    return cast("T", _builder(cast("Any", cls))(data))


def shift(value: Any, by: float) -> None:
    """Add `by` seconds to every time in a struct, in place, after a reset of the clock."""
    _walk(value, lambda moment: moment + by, lambda offset: offset - by)


def _walk(value: Any, move: Callable[[float], float], move_offset: Callable[[float], float]) -> None:
    for name, moves in _moves(value.__class__):
        found = getattr(value, name)
        if moves == "moment":
            setattr(value, name, move(found))
        elif moves == "offset":
            setattr(value, name, move_offset(found))
        elif moves == "moments":
            setattr(value, name, [(number, move(moment)) for number, moment in found])
        else:
            for item in found if isinstance(found, list) else (found,):
                if isinstance(item, Struct):
                    _walk(item, move, move_offset)


@cache
def _moves(cls: Any) -> Sequence[tuple[str, str]]:
    """Return the names of all fields, each with what `Moment` or a type like it declares, or an empty text."""
    hints = get_type_hints(cls, include_extras=True)
    return [(name, "".join(getattr(hints[name], "__metadata__", ()))) for name in cls.__struct_fields__]


@cache
def _fields(cls: Any) -> tuple[Sequence[str], Callable[[Any], Sequence[Any]], Sequence[str]]:
    """Return the names of all fields, a getter of their values, and the names of those with structs or enums."""
    hints = get_type_hints(cls)
    names = ["__class__", *cls.__struct_fields__]
    return names, attrgetter(*names), [name for name in names[1:] if _is_nested(hints[name])]


def _is_nested(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, (Struct, Enum)):
        return True
    return any(_is_nested(each) for each in get_args(annotation))


@cache
def _loader(annotation: Any) -> Loader | None:
    """Return the function that converts dumped data to `annotation`; None if no conversion is needed."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, UnionType):
        return _of_union([each for each in inner if each is not NoneType])
    if origin is list:
        item = _loader(inner[0])
        return list if item is None else lambda data: [item(each) for each in data]
    if origin is tuple:
        return tuple
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return _builder(cast("Any", annotation))
    if isinstance(annotation, type) and issubclass(annotation, tuple):
        return lambda data: annotation(*data)
    return annotation if isinstance(annotation, type) and issubclass(annotation, Enum) else None


def _of_union(members: list[Any]) -> Loader | None:
    """Return the loader for `X | None`, or for a union of structs."""
    if len(members) == 1:
        only = _loader(members[0])
        return None if only is None else lambda data: None if data is None else only(data)
    kinds = {member.__name__: _builder(member) for member in members}
    return lambda data: None if data is None else kinds[data["kind"]](data)


@cache
def _builder(cls: Any) -> Loader:
    hints = get_type_hints(cls)
    loaders = [(name, _loader(hints[name])) for name in _fields(cls)[0][1:]]

    def build(data: dict[str, Any]) -> Any:
        known = {
            name: data[name] if loader is None else loader(data[name])
            for name, loader in loaders
            if name in data
        }
        return cls(**known)

    return build
