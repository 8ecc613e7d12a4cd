# Generated from openapi/ by generator/. Do not edit.
"""Copying, comparing and serialising JSON that is nested deeper than the recursion limit.

Servers can send such JSON, so results can contain it. These functions use loops. Recursive code is faster, so
they run only after a `RecursionError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Rows: TypeAlias = list[tuple[bool, list[tuple[Any, bool, Any]]]]
"""A JSON value without nesting: one row for each object and array, the outermost first.

A row is (whether it is an object, items), and an item is (key or index, whether it is nested, value). The value of a
nested item is the index of its row.
"""

_SAFE_DEPTH = 100
"""Levels of nesting that can certainly be pickled: pickle needs several calls for each, and the recursion limit is
usually 1000.
"""


def is_deep(value: Any) -> bool:
    """Return whether a value may be nested too deeply to be pickled."""
    level, deep = [value], 0
    while level and deep <= _SAFE_DEPTH:
        containers = [item for item in level if isinstance(item, (dict, list))]
        level = [
            inner for item in containers for inner in (item.values() if isinstance(item, dict) else item)
        ]
        deep += 1
    return bool(level)


def rows(value: Any) -> Rows:
    """Convert an object or array to rows. A value that occurs several times, or contains itself, has one row."""
    found: list[Any] = [value]
    numbers = {id(value): 0}
    out: Rows = []
    for container in found:  # The loop appends to the list.
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
    """Convert rows back to an object or array."""
    made: list[Any] = [{} if is_object else [None] * len(row) for is_object, row in flat]
    for container, (_, row) in zip(made, flat, strict=True):
        for key, inner, item in row:
            container[key] = made[item] if inner else item
    return made[0]


def equal(one: Any, other: Any) -> bool:
    """Return `one == other`, also for values that are too deeply nested for the operator."""
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
    """Return the JSON text of a value, formatted like the output of `json.dumps`."""
    out: list[str] = []
    left: list[str | tuple[Any, int]] = [(value, 0)]
    while left:
        part = left.pop()
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part[0], (dict, list)) and part[0]:
            left += reversed(_parts(*part, indent))
        else:
            out.append(_text(part[0]))
    return "".join(out)


def _parts(value: Any, level: int, indent: int | None) -> list[str | tuple[Any, int]]:
    """Return the items of an object or array with their level, and the text before, between and after them."""
    ends = "{}" if isinstance(value, dict) else "[]"
    before, between, after = (
        ("", ", ", "") if indent is None else (_line(indent, level + 1), ",", _line(indent, level))
    )
    parts: list[str | tuple[Any, int]] = [ends[0]]
    for key, item in value.items() if isinstance(value, dict) else ((None, item) for item in value):
        comma = between if len(parts) > 1 else ""
        name = f"{_text(key)}: " if isinstance(value, dict) else ""
        parts += [f"{comma}{before}{name}", (item, level + 1)]
    return [*parts, f"{after}{ends[1]}"]


def _text(value: Any) -> str:
    import json  # Imported here for start-up time, as in `_model`: most programs read models only.

    return json.dumps(value, ensure_ascii=False)


def _line(indent: int, level: int) -> str:
    return "\n" + " " * (indent * level)
