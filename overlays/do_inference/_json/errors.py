"""Finds what in a value cannot be written as JSON, to say where it is. Only asked once writing has failed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from os import PathLike
from typing import Any, Final

_DEEPEST: Final = 200

_ADVICE: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    ((bytes, bytearray, memoryview), "encode the content as text, such as base64"),
    (PathLike, "read the file and encode its content as text, such as base64"),
    ((set, frozenset, Iterator), "make a list of it"),
)


def find(value: Any, convert: Callable[[Any], Any]) -> str | None:
    """Where in `value` the first thing is that has no JSON form, and what could be sent instead; None for nothing.

    `convert` turns what the writer does not know into what it does, or raises `TypeError`.
    """
    return next(_unwritable(value, convert, "", ()), None)


def _unwritable(
    value: Any, convert: Callable[[Any], Any], path: str, above: tuple[int, ...]
) -> Iterator[str]:
    where = path.removeprefix(".") or "the body"
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, float):
        if not math.isfinite(value):
            yield f"{where} is {value!r}, which JSON has no number for"
        return
    if id(value) in above or len(above) > _DEEPEST:
        yield f"{where} holds itself, or is nested without end"
        return
    inside = (*above, id(value))
    if isinstance(value, dict):
        for name, item in value.items():
            if name is not None and not isinstance(name, str | bool | int | float):
                yield f"{where} has the key {name!r}, a {type(name).__name__}; keys are strings"
            yield from _unwritable(item, convert, f"{path}.{name}", inside)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _unwritable(item, convert, f"{path}[{index}]", inside)
    else:
        try:
            converted = convert(value)
        except TypeError:
            yield _complaint(where, value)
        except ValueError as error:
            yield f"{where} {error}"
        else:
            yield from _unwritable(converted, convert, path, inside)


def _complaint(where: str, value: object) -> str:
    from do_inference_generated._interface import NOT_GIVEN

    if value is NOT_GIVEN:
        return (
            f"{where} is NOT_GIVEN, which only leaves out arguments; leave the key out, or send None for null"
        )
    if isinstance(value, type):
        return f"{where} is the class {value.__name__} itself, which has no JSON form"
    advice = next((text for kinds, text in _ADVICE if isinstance(value, kinds)), "")
    if not advice:
        advice = "send dicts, lists, strings, numbers, booleans, None, datetimes, or objects with to_dict or model_dump"
    return f"{where} is of type {type(value).__name__}, which has no JSON form; {advice}"
