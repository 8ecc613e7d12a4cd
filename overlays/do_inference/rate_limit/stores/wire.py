"""What goes to the script in Redis and comes back."""

from __future__ import annotations

from typing import Any

from ..window import Log

HUGE = 1e300
"""Stands for infinity."""


class Counted:
    """Counts as the server gave them, for moments asked for."""

    def __init__(self, counts: dict[float, int], otherwise: Log) -> None:
        self._counts = counts
        self._otherwise = otherwise

    def count_after(self, moment: float) -> int:
        found = self._counts.get(moment)
        return self._otherwise.count_after(moment) if found is None else int(found)

    def stamp_leaving(self, most: int) -> float:
        return self._otherwise.stamp_leaving(most)


def finite(value: Any) -> Any:
    """The same without infinities, which JSON cannot hold and the script's reader refuses."""
    if isinstance(value, float):
        return max(-HUGE, min(HUGE, value))
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [finite(each) for each in value]
    return value
