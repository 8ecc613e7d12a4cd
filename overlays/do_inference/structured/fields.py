"""The fields of classes that values are made of, whoever made the class."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import UnionType
from typing import (
    Any,
    Final,
    NamedTuple,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import attrs
import msgspec

_WRAPPERS: Final = (Required, NotRequired)


class Field(NamedTuple):
    """One field."""

    name: str
    """As JSON has it."""
    argument: str
    """As the class takes it."""
    hint: Any
    required: bool


class Class(NamedTuple):
    """How values of a class are made."""

    make: Callable[..., Any]
    fields: tuple[Field, ...]
    closed: bool = False
    """Whether fields it does not know are refused."""


def class_of(shape: Any) -> Class | None:
    """The fields of a dataclass, attrs class, TypedDict or `msgspec.Struct`; None for other types."""
    if not isinstance(shape, type):
        return None
    if is_typeddict(shape):
        required: frozenset[str] = getattr(shape, "__required_keys__")  # noqa: B009 - unknown to type checkers
        hints = get_type_hints(shape, include_extras=True)
        return Class(dict, tuple(Field(name, name, _bare(hints[name]), name in required) for name in hints))
    if issubclass(shape, msgspec.Struct):
        told = msgspec.structs.fields(shape)
        fields = tuple(Field(field.encode_name, field.name, field.type, field.required) for field in told)
        return Class(shape, fields, closed=shape.__struct_config__.forbid_unknown_fields)
    if dataclasses.is_dataclass(shape):
        return Class(shape, _of_dataclass(shape, get_type_hints(shape, include_extras=True)))
    if attrs.has(shape):
        return Class(shape, _of_attrs(shape, get_type_hints(shape, include_extras=True)))
    return None


def description_of(shape: type) -> str | None:
    """The docstring that somebody wrote for a class."""
    text = shape.__doc__
    # Dataclasses and attrs make one of the signature.
    return None if not text or text.startswith(f"{shape.__name__}(") else " ".join(text.split())


def members_of(shape: Any) -> tuple[Any, ...]:
    """The types of a union; none for other types."""
    return get_args(shape) if get_origin(shape) in {Union, UnionType} else ()


def _of_dataclass(shape: Any, hints: Mapping[str, Any]) -> tuple[Field, ...]:
    return tuple(
        Field(field.name, field.name, hints[field.name], _lacks_default(field))
        for field in dataclasses.fields(shape)
        if field.init
    )


def _lacks_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _of_attrs(shape: Any, hints: Mapping[str, Any]) -> tuple[Field, ...]:
    return tuple(
        Field(
            field.name, field.alias or field.name, hints.get(field.name, Any), field.default is attrs.NOTHING
        )
        for field in attrs.fields(shape)
        if field.init
    )


def _bare(hint: Any) -> Any:
    """The hint without what a TypedDict says of its key."""
    return _bare(get_args(hint)[0]) if get_origin(hint) in _WRAPPERS else hint
