"""Exact records of what was granted, each under the latest moment at which the server can have counted it."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from math import inf

PRUNE_FROM = 1024
"""How many dead stamps gather before they are cut off, so that cutting costs nothing per grant."""
_SLOTS = 120
"""Into how many steps a token window is cut. A step counts until its end has left the window."""


class StampLog:
    """Requests, one stamp each, in order. Stamps lie in the future while a request may still be on its way."""

    __slots__ = ("span", "stamps")

    def __init__(self, span: float, stamps: array[float] | None = None) -> None:
        self.span = span
        """Seconds that a stamp is of interest to any window."""
        self.stamps = array("d") if stamps is None else stamps

    def add(self, stamp: float, amount: int = 1) -> None:
        for _ in range(amount):
            insort(self.stamps, stamp)

    def move(self, old: float, new: float) -> bool:
        """Restamp one request; False where it is no longer on record (and then nothing is added)."""
        if not self.remove(old):
            return False
        insort(self.stamps, new)
        return True

    def remove(self, stamp: float) -> bool:
        index = bisect_left(self.stamps, stamp)
        if index == len(self.stamps) or self.stamps[index] != stamp:
            return False
        del self.stamps[index]
        return True

    def count_after(self, moment: float) -> int:
        """How many are stamped later than `moment`."""
        return len(self.stamps) - bisect_right(self.stamps, moment)

    def first_after(self, moment: float) -> float:
        index = bisect_right(self.stamps, moment)
        return self.stamps[index] if index < len(self.stamps) else inf

    def stamp_leaving(self, most: int) -> float:
        """The stamp that must leave a window for at most `most` to stay in it; -inf where none needs to."""
        index = len(self.stamps) - most - 1
        return self.stamps[index] if index >= 0 else -inf

    def prune(self, now: float) -> None:
        if len(self.stamps) > PRUNE_FROM and self.stamps[PRUNE_FROM] <= now - self.span:
            del self.stamps[: bisect_right(self.stamps, now - self.span)]


class TokenLog:
    """Tokens of one window, summed in steps of a hundred-and-twentieth of it."""

    __slots__ = ("ends", "step", "sums")

    def __init__(
        self, seconds: float, ends: list[float] | None = None, sums: list[int] | None = None
    ) -> None:
        self.step = seconds / _SLOTS
        self.ends: list[float] = ends or []
        self.sums: list[int] = sums or []

    def add(self, stamp: float, amount: int) -> None:
        """Count `amount` at `stamp`; a negative amount corrects an estimate that was too high."""
        end = (stamp // self.step + 1) * self.step
        index = bisect_left(self.ends, end)
        if index < len(self.ends) and self.ends[index] == end:
            self.sums[index] = max(0, self.sums[index] + amount)
        elif amount > 0:
            self.ends.insert(index, end)
            self.sums.insert(index, amount)

    def count_after(self, moment: float) -> int:
        return sum(self.sums[bisect_right(self.ends, moment) :])

    def stamp_leaving(self, most: int) -> float:
        """The stamp that must leave a window for at most `most` tokens to stay in it; -inf where none needs to."""
        total = 0
        for index in range(len(self.ends) - 1, -1, -1):
            total += self.sums[index]
            if total > most:
                return self.ends[index]
        return -inf

    def prune(self, now: float) -> None:
        dead = bisect_right(self.ends, now - self.step * _SLOTS)
        if dead:
            del self.ends[:dead]
            del self.sums[:dead]
