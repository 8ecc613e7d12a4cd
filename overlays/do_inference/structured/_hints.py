"""What type hints mention, and whether msgspec reads values of them as their classes and annotations say."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import msgspec

from ._fields import class_of, is_made_by_msgspec
from ._notes import notes_of
from ._pydantic_types import is_pydantic

FORMATS: Final = {dt.datetime: "date-time", dt.time: "time"}
"""Formats that msgspec leaves out of its schemas, since it also reads times without an offset."""


def is_foreign(hint: Any) -> bool:
    """Whether a type has annotations, at any depth, that msgspec would ignore."""
    return any(map(_is_ignored, _hints_in(hint, set())))


def is_misread(hint: Any) -> bool:
    """Whether msgspec describes a part of a type wrongly, or makes values of it without the constructor.

    Models of pydantic have definitions of their own, which msgspec does not keep apart.
    """
    return any(
        inner in FORMATS or is_pydantic(inner) or not is_made_by_msgspec(inner)
        for inner in _hints_in(hint, set())
        if isinstance(inner, type)
    )


def named(hint: Any) -> tuple[Any, ...]:
    """The type that a type alias or a `NewType` stands for; none for other types."""
    return tuple(getattr(hint, name) for name in ("__value__", "__supertype__") if hasattr(hint, name))


def _is_ignored(hint: Any) -> bool:
    if is_pydantic(hint):
        return dataclasses.is_dataclass(hint)  # msgspec would read it without pydantic.
    return any(not isinstance(note, msgspec.Meta) for note in notes_of(hint))


def _hints_in(hint: Any, seen: set[Any]) -> Iterator[Any]:
    """A type and all types within it, without the inside of the types in `seen`."""
    if isinstance(hint, list):  # The parameters of a `Callable`.
        for item in hint:
            yield from _hints_in(item, seen)
        return
    yield hint
    if is_pydantic(hint):
        return
    shape = get_origin(hint) if isinstance(get_origin(hint), type) else hint
    inner = get_args(hint) if get_origin(hint) is not Literal else ()
    alias = named(shape)
    if (alias or isinstance(shape, type)) and shape not in seen:
        seen.add(shape)
        inner += (*([] if shape is hint else [shape]), *alias, *_hints_within(shape))
    for item in inner:
        if not isinstance(item, msgspec.Meta):
            yield from _hints_in(item, seen)


def _hints_within(shape: Any) -> Iterable[Any]:
    known = class_of(shape)
    if known is not None:
        return [field.hint for field in known.fields]
    is_named_tuple = isinstance(shape, type) and issubclass(shape, tuple) and hasattr(shape, "_fields")
    return get_type_hints(shape, include_extras=True).values() if is_named_tuple else ()
