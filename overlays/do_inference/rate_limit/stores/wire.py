"""What goes to the script in Redis and comes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..logs import TokenLog
from ..window import Log, Window

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


def token_logs(flat: Sequence[Any], windows: Iterable[Window]) -> dict[str, TokenLog]:
    """The records of tokens, from the hash that the server keeps: `name|end of a step` and how much."""
    seconds = {window.limit.name: window.seconds for window in windows}
    logs: dict[str, TokenLog] = {}
    for field, amount in sorted(
        (name.decode() if isinstance(name, bytes) else name, int(amount))
        for name, amount in zip(flat[::2], flat[1::2], strict=True)
    ):
        name, _, end = field.partition("|")
        if name in seconds and amount > 0:
            log = logs.setdefault(name, TokenLog(seconds[name]))
            log.add(float(end) - log.step / 2, amount)
    return logs


def finite(value: Any) -> Any:
    """The same without infinities, which JSON cannot hold and the script's reader refuses."""
    if isinstance(value, float):
        return max(-HUGE, min(HUGE, value))
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [finite(each) for each in value]
    return value
