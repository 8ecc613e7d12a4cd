"""JSON of any depth, by loops instead of calls: for what is nested deeper than the interpreter follows.

Servers may send it, and so a result may hold it. Nothing here is used for what plain recursion can do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

Rows: TypeAlias = list[tuple[bool, list[tuple[Any, bool, Any]]]]
"""Of each object and array, the outermost first: whether it is an object, and its items, each with its key or index
and whether it is the number of another row.
"""

_PICKLED_AS_IT_IS = 100
"""Levels. Pickling takes several calls for each."""


def is_deep(value: Any) -> bool:
    """Whether a value is nested deeper than one can be sure to pickle."""
    level, deep = [value], 0
    while level and deep <= _PICKLED_AS_IT_IS:
        containers = [item for item in level if isinstance(item, (dict, list))]
        level = [
            inner for item in containers for inner in (item.values() if isinstance(item, dict) else item)
        ]
        deep += 1
    return bool(level)


def rows(value: Any) -> Rows:
    """An object or array as rows, which are not nested. What occurs twice, or in itself, has one row."""
    found: list[Any] = [value]
    numbers = {id(value): 0}
    out: Rows = []
    for container in found:  # It grows on the way.
        is_object = isinstance(container, Mapping)
        row = []
        for key, item in container.items() if is_object else enumerate(container):
            inner = isinstance(item, (list, tuple, Mapping))
            if inner and id(item) not in numbers:
                numbers[id(item)] = len(found)
                found.append(item)
            row.append((key, inner, numbers[id(item)] if inner else item))
        out.append((is_object, row))
    return out


def from_rows(flat: Rows) -> Any:
    """The object or array that rows stand for."""
    made: list[Any] = [{} if is_object else [None] * len(row) for is_object, row in flat]
    for container, (_, row) in zip(made, flat, strict=True):
        for key, inner, item in row:
            container[key] = made[item] if inner else item
    return made[0]


def equal(one: Any, other: Any) -> bool:
    """`one == other`."""
    try:
        return bool(one == other)
    except RecursionError:
        pass
    pairs = [(one, other)]
    seen: set[tuple[int, int]] = set()
    while pairs:
        one, other = pairs.pop()
        if (id(one), id(other)) in seen:
            continue
        seen.add((id(one), id(other)))
        if isinstance(one, dict) and isinstance(other, dict):
            if one.keys() != other.keys():
                return False
            pairs += [(value, other[key]) for key, value in one.items()]
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            pairs += zip(one, other, strict=True)
        elif one is not other and one != other:
            return False
    return True


def dumps(value: Any, indent: int | None) -> str:
    """A JSON text, as `json.dumps` writes it."""
    out: list[str] = []
    left: list[str | tuple[Any, int]] = [(value, 0)]
    while left:
        piece = left.pop()
        if isinstance(piece, str):
            out.append(piece)
        elif isinstance(piece[0], (dict, list)) and piece[0]:
            left += reversed(_pieces(*piece, indent))
        else:
            out.append(json.dumps(piece[0], ensure_ascii=False))
    return "".join(out)


def _pieces(value: Any, level: int, indent: int | None) -> list[str | tuple[Any, int]]:
    """The text between the items of an object or array, and the items themselves with their level."""
    ends = "{}" if isinstance(value, dict) else "[]"
    before, between, after = (
        ("", ", ", "") if indent is None else (_line(indent, level + 1), ",", _line(indent, level))
    )
    pieces: list[str | tuple[Any, int]] = [ends[0]]
    for key, item in value.items() if isinstance(value, dict) else ((None, item) for item in value):
        comma = between if len(pieces) > 1 else ""
        name = f"{json.dumps(key, ensure_ascii=False)}: " if isinstance(value, dict) else ""
        pieces += [f"{comma}{before}{name}", (item, level + 1)]
    return [*pieces, f"{after}{ends[1]}"]


def _line(indent: int, level: int) -> str:
    return "\n" + " " * (indent * level)
