"""Validation of the fields of settings dataclasses against their annotations."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_SINGLE = {
    bool: "True or False",
    int: "an integer",
    float: "a number",
    str: "text",
    bytes: "bytes",
    type(None): "None",
}


def check_fields(instance: Any) -> None:
    """Check the values of a dataclass against its annotations. A bool is not accepted as a number.

    Raises ValueError for text that is not one of the allowed values, else TypeError.
    """
    hints = _hints(instance.__class__)
    for field in fields(instance):
        value = getattr(instance, field.name)
        if value is field.default or _fits(value, hints[field.name]):
            continue
        words = _words(hints[field.name])
        if words and isinstance(value, str):
            raise ValueError(f"{field.name} must be one of {', '.join(words)}, not {value!r}")
        raise TypeError(f"{field.name} must be {_wanted(hints[field.name])}, not {_shown(value)}")


@lru_cache(maxsize=32)
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _fits(value: Any, hint: Any) -> bool:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, types.UnionType):
        return any(_fits(value, member) for member in arguments)
    if origin is Literal:
        return any(value == member and type(value) is type(member) for member in arguments)
    if hint in (int, float):
        numbers = int if hint is int else int | float
        return isinstance(value, numbers) and not isinstance(value, bool)
    if origin is Callable:
        return callable(value)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(
            _fits(name, arguments[0]) and _fits(inner, arguments[1]) for name, inner in value.items()
        )
    if origin in (tuple, frozenset, Sequence, AbstractSet):
        single = isinstance(value, str | bytes)
        return isinstance(value, origin) and not single and all(_fits(v, arguments[0]) for v in value)
    return isinstance(value, origin or hint)


def _words(hint: Any) -> list[str]:
    """Return the strings that an annotation allows; empty if it allows any string."""
    if get_origin(hint) is Literal:
        return [member for member in get_args(hint) if isinstance(member, str)]
    members = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else ()
    return [] if str in members else [word for member in members for word in _words(member)]


def _wanted(hint: Any) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return " or ".join(_wanted(member) for member in arguments)
    if origin is Literal:
        return " or ".join(repr(member) for member in arguments)
    if origin is Callable:
        return "a function"
    if origin is Mapping:
        return "a mapping" if arguments[1] is Any else f"a mapping to {_wanted(arguments[1])}"
    if origin in (tuple, frozenset, Sequence):
        noun = {tuple: "a tuple", frozenset: "a frozenset"}.get(origin, "a list")
        return noun if arguments[0] is Any else f"{noun} of {_wanted(arguments[0])}"
    return _SINGLE.get(hint) or f"a {getattr(hint, '__name__', hint)}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
