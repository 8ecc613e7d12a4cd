"""Records of this process's own requests: the latest time at which each can have reached the server, and its tokens."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from math import inf
from typing import Protocol

_SLOTS = 120
"""Steps of each window in which tokens are counted: the error is below 1 %, on the safe side."""
PRUNE_FROM = 1024
"""Minimum number of expired entries that are deleted together, which makes the cost for each request negligible."""


class Counts(Protocol):
    """Usage of one unit by this process's own requests."""

    def count_after(self, moment: float) -> int:
        """Return how much is recorded later than `moment`."""
        ...

    def leaving(self, most: int) -> float:
        """Return the time of the entry that has to leave a window so that at most `most` stay; -inf if none has to."""
        ...

    def between(self, since: float, until: float) -> Iterator[tuple[float, int]]:
        """Yield the entries with `since` < time <= `until`, with their amounts."""
        ...


class RequestCounts:
    """Stamps of requests: for each, the latest time at which it can have reached the server."""

    __slots__ = ("span", "stamps")

    def __init__(self, span: float, stamps: array[float] | None = None) -> None:
        self.span = span
        """Seconds after which a stamp is no longer needed."""
        self.stamps: array[float] = array("d") if stamps is None else stamps

    def add(self, stamp: float) -> None:
        if self.stamps and stamp < self.stamps[-1]:
            insort(self.stamps, stamp)
        else:
            self.stamps.append(stamp)

    def move(self, stamp: float, to: float) -> bool:
        """Replace `stamp` by `to`. Return False if it is no longer recorded."""
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
    """Tokens of one limit, summed in steps of 1/120 of its length."""

    __slots__ = ("ends", "step", "sums")

    def __init__(
        self, seconds: float, ends: list[float] | None = None, sums: list[int] | None = None
    ) -> None:
        self.step = seconds / _SLOTS
        self.ends: list[float] = ends or []
        self.sums: list[int] = sums or []

    def add(self, stamp: float, amount: int) -> None:
        """Add `amount` at `stamp`. A negative amount corrects an estimate that was too high."""
        step, ends, sums = self.step, self.ends, self.sums
        end = (stamp // step + 1) * step
        index = bisect_left(ends, end)
        if index < len(ends) and ends[index] == end:
            sums[index] = max(0, sums[index] + amount)
        elif amount > 0:
            ends.insert(index, end)
            sums.insert(index, amount)
            if len(ends) > 2 * _SLOTS:
                self.prune(stamp)

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
