"""Records of our own requests: when each can have reached the server at the latest, and what it cost."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from math import inf
from typing import Protocol

_SLOTS = 120
"""Token counts are kept in so many steps for each window: an error of less than 1 % on the safe side."""
PRUNE_FROM = 1024
"""Expired entries are deleted only when there are so many, so that deleting costs next to nothing for each request."""


class Counts(Protocol):
    """What our own requests have taken of one unit."""

    def count_after(self, moment: float) -> int:
        """How much is recorded later than `moment`."""
        ...

    def leaving(self, most: int) -> float:
        """The record that must leave a window for at most `most` to stay in it; -inf if none must."""
        ...

    def between(self, since: float, until: float) -> Iterator[tuple[float, int]]:
        """Records with `since` < moment <= `until`, and how much each is."""
        ...


class RequestCounts:
    """One entry for each request: its stamp, the latest moment at which it can have reached the server."""

    __slots__ = ("span", "stamps")

    def __init__(self, span: float, stamps: array[float] | None = None) -> None:
        self.span = span
        """Seconds after which a stamp is needed no longer."""
        self.stamps: array[float] = array("d") if stamps is None else stamps

    def add(self, stamp: float) -> None:
        if self.stamps and stamp < self.stamps[-1]:
            insort(self.stamps, stamp)
        else:
            self.stamps.append(stamp)

    def move(self, stamp: float, to: float) -> bool:
        """Replace `stamp`; False if it is not on record any more."""
        if not self.remove(stamp):
            return False
        self.add(to)
        return True

    def remove(self, stamp: float) -> bool:
        index = bisect_left(self.stamps, stamp)
        if index == len(self.stamps) or self.stamps[index] != stamp:
            return False
        del self.stamps[index]
        return True

    def count_after(self, moment: float) -> int:
        return len(self.stamps) - bisect_right(self.stamps, moment)

    def first_after(self, moment: float) -> float:
        index = bisect_right(self.stamps, moment)
        return self.stamps[index] if index < len(self.stamps) else inf

    def leaving(self, most: int) -> float:
        index = len(self.stamps) - most - 1
        return self.stamps[index] if index >= 0 else -inf

    def between(self, since: float, until: float) -> Iterator[tuple[float, int]]:
        stamps = self.stamps
        for index in range(bisect_right(stamps, since), bisect_right(stamps, until)):
            yield stamps[index], 1

    def prune(self, now: float) -> None:
        if len(self.stamps) > PRUNE_FROM and self.stamps[PRUNE_FROM] <= now - self.span:
            del self.stamps[: bisect_right(self.stamps, now - self.span)]


class TokenCounts:
    """Tokens of one limit, summed in steps of a hundred-and-twentieth of its length."""

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

    def leaving(self, most: int) -> float:
        total = 0
        for index in range(len(self.ends) - 1, -1, -1):
            total += self.sums[index]
            if total > most:
                return self.ends[index]
        return -inf

    def between(self, since: float, until: float) -> Iterator[tuple[float, int]]:
        for index in range(bisect_right(self.ends, since), bisect_right(self.ends, until)):
            yield self.ends[index], self.sums[index]

    def prune(self, now: float) -> None:
        dead = bisect_right(self.ends, now - self.step * _SLOTS)
        if dead:
            del self.ends[:dead]
            del self.sums[:dead]
