"""Finding places in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def having(value: Any, key: str) -> Iterator[dict[str, Any]]:
    """Every object within `value` that has `key`."""
    if isinstance(value, dict):
        if key in value:
            yield value
        for inner in list(value.values()):
            yield from having(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from having(inner, key)
