"""Recognizes values that consist of the types of JSON alone.

Every library for JSON writes such a value in the same way. What becomes of other types differs.
"""

from __future__ import annotations

from gc import get_referents
from math import isfinite
from typing import Any, Final, TypeAlias

Level: TypeAlias = "tuple[list[Any], set[type]]"
"""The values at one depth, which are all items of all containers in the level above, and their types."""

_FREQUENT: Final = frozenset({str, dict, list})
_CONTAINERS: Final = frozenset({dict, list, tuple})
_PLAIN: Final = frozenset({str, int, float, bool, type(None), dict, list, tuple})
_MAX_DEPTH: Final = 64
"""Levels. JSON schemas, which are the deepest parts of requests, have about 20."""
_FEW: Final = 256
"""Containers in a level that are not compared with each other."""


def plain_levels(value: object) -> list[Level] | None:
    """Return the levels of a value, from the value itself to the deepest one; None if it is not plain.

    A plain value contains only objects whose type is exactly `str`, `int`, `float`, `bool`, `None`, `list`, `tuple` or
    `dict`. Its floats are finite, and the keys of its dicts are of type `str`. It has at most 64 levels, and a level
    with more than 256 containers contains each of them once. Therefore, no circular reference is plain.

    The time is proportional to the size of the value.
    """
    levels: list[Level] = []
    containers: list[Any] = []
    values: list[Any] = [value]
    for _ in range(_MAX_DEPTH):
        types = set(map(type, values))
        if not types <= _FREQUENT:
            if not types <= _PLAIN:
                return None
            if float in types and not all(map(isfinite, [item for item in values if type(item) is float])):
                return None
            # The referents of a dict are its values if all keys are of type `str`, and otherwise also its keys. Those
            # of types that cannot be keys need no check.
            if levels and len(values) != sum(map(len, containers)):
                return None
        levels.append((values, types))
        if types.isdisjoint(_CONTAINERS):
            return levels
        containers = (
            values if types <= _CONTAINERS else [item for item in values if type(item) in _CONTAINERS]
        )
        # Without this check, the levels of a list that contains itself twice would double 64 times.
        if len(containers) > _FEW and len(set(map(id, containers))) < len(containers):
            return None
        # One call in C for the whole level takes a third of the time of a loop over its items.
        values = get_referents(*containers)
    return None
