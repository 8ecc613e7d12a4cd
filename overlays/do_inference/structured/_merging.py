"""One JSON schema in place of several that all apply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._checking import comparable
from ._notes import STRICTER

Json = dict[str, Any]
_NOTES = ("title", "description")


class UnmergeableError(ValueError):
    """Two schemas contradict each other, or cannot be expressed as one."""


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> Json:
    """The schema that both allow. Titles and descriptions of the first count.

    Raises:
        UnmergeableError: There is none without `allOf`.
    """
    _check_closed(first, second)
    _check_closed(second, first)
    together = dict(first)
    for keyword, value in second.items():
        if keyword not in together or together[keyword] == value:
            together[keyword] = value
        elif keyword not in _NOTES:
            together[keyword] = _both(keyword, together[keyword], value)
    return together


def _check_closed(closed: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    if closed.get("additionalProperties") is False:
        unknown = other.get("properties", {}).keys() - closed.get("properties", {}).keys()
        if unknown:
            raise UnmergeableError(
                f"the property {min(unknown)!r} is allowed by one part and forbidden by another"
            )


def _both(keyword: str, first: Any, second: Any) -> Any:
    if keyword == "properties":
        shared = {name: {"allOf": [first[name], second[name]]} for name in first.keys() & second.keys()}
        return {**first, **second, **shared}
    if keyword == "required":
        return list(dict.fromkeys([*first, *second]))
    if keyword in STRICTER:
        return STRICTER[keyword](first, second)
    if keyword == "type":
        return _type(first, second)
    if keyword == "enum":
        allowed = set(map(comparable, second))
        return [value for value in first if comparable(value) in allowed]
    if keyword == "additionalProperties" and False in (first, second):
        return False
    if keyword in ("items", "additionalProperties"):
        return {"allOf": [first, second]}
    raise UnmergeableError(f"there are two values for {keyword!r}")


def _type(first: Any, second: Any) -> Any:
    kinds, others = ([kind] if isinstance(kind, str) else list(kind) for kind in (first, second))
    shared = [kind for kind in kinds if kind in others or (kind == "integer" and "number" in others)]
    shared += [kind for kind in others if kind == "integer" and "number" in kinds and kind not in shared]
    if not shared:
        raise UnmergeableError(f"no value is of the types {first!r} and {second!r}")
    return shared[0] if len(shared) == 1 else shared
