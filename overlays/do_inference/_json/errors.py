"""Locates the parts of a value that JSON cannot represent, for error messages. Only used after encoding failed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from os import PathLike
from typing import Any, Final

_MAX_DEPTH: Final = 200

_ADVICE: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    ((bytes, bytearray, memoryview), "encode the content as text, such as base64"),
    (PathLike, "read the file and encode its content as text, such as base64"),
    ((set, frozenset, Iterator), "convert it to a list"),
)


def find_invalid(value: Any, convert: Callable[[Any], Any]) -> str | None:
    """Return the path and the problem of the first part that JSON cannot represent, with advice; None if there is none.

    `convert` returns a JSON type for types that the encoder does not know, or raises `TypeError`.
    """
    return next(_problems(value, convert, "", ()), None)


def _problems(value: Any, convert: Callable[[Any], Any], path: str, above: tuple[int, ...]) -> Iterator[str]:
    where = path.removeprefix(".") or "the body"
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, float):
        if not math.isfinite(value):
            yield f"{where} is {value!r}, which JSON cannot represent"
        return
    if id(value) in above or len(above) > _MAX_DEPTH:
        yield f"{where} is a circular reference, or is nested more than {_MAX_DEPTH} levels deep"
        return
    inside = (*above, id(value))
    if isinstance(value, dict):
        for name, item in value.items():
            if name is not None and not isinstance(name, str | bool | int | float):
                yield f"{where} has the key {name!r} of type {type(name).__name__}; keys must be strings"
            yield from _problems(item, convert, f"{path}.{name}", inside)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _problems(item, convert, f"{path}[{index}]", inside)
    else:
        try:
            converted = convert(value)
        except TypeError:
            yield _description(where, value)
        except ValueError as error:
            yield f"{where} {error}"
        else:
            yield from _problems(converted, convert, path, inside)


def _description(where: str, value: object) -> str:
    from do_inference_generated._interface import NOT_GIVEN

    if value is NOT_GIVEN:
        return (
            f"{where} is NOT_GIVEN, which is only valid as an argument; omit the key, or send None for null"
        )
    if isinstance(value, type):
        return f"{where} is the class {value.__name__} itself, which JSON cannot represent; send an instance"
    advice = next((text for kinds, text in _ADVICE if isinstance(value, kinds)), "")
    if not advice:
        advice = "send dicts, lists, strings, numbers, booleans, None, datetimes, or objects with to_dict or model_dump"
    return f"{where} is of type {type(value).__name__}, which JSON cannot represent; {advice}"
