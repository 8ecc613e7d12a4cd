"""What other clients of the same key have taken: inferred from headers, never known exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, sqrt

from ._snapshot import MOMENT

_MERGE = 120
"""Findings closer than this fraction of the window become one, which bounds their number."""
_PRESENT_FOR = 3600.0
"""Seconds for which another client, once noticed, is expected to be there: the length of the published window."""
_SIGMAS = 3.0
"""Deviations above the mean that are set aside: at a steady pace 0.1 % of windows see more."""
_LARGEST_SHARE = 0.5
"""The largest part of a limit that is set aside for others. With two clients an equal part is fair."""
_STEP = 0.005
"""Part of a limit by which what is set aside must change to be worth an update of a shared store."""
_SHORTEST_WATCH = 60.0
"""Seconds of watching that a pace is averaged over at the least, so that one burst does not count as a pace."""


@dataclass(slots=True)
class Share:
    """`count` requests (or tokens) that arrived at some time between `since` and `until`, evenly for all we know."""

    count: float
    since: float = field(metadata=MOMENT)
    until: float = field(metadata=MOMENT)

    def left(self, horizon: float) -> float:
        """How many of them arrived after `horizon`."""
        if horizon >= self.until:
            return 0.0
        if horizon <= self.since:
            return self.count
        return self.count * (self.until - horizon) / (self.until - self.since)


@dataclass(slots=True)
class ExternalUsage:
    """What other clients took of one window of `seconds`."""

    seconds: float
    shares: list[Share] = field(default_factory=list)

    def estimate(self, now: float) -> float:
        horizon = now - self.seconds
        total = 0.0
        for share in self.shares:
            # What `left` does, without the call: next to other clients every request passes here.
            if horizon <= share.since:
                total += share.count
            elif horizon < share.until:
                total += share.count * (share.until - horizon) / (share.until - share.since)
        return total

    def add(self, count: float, since: float, until: float) -> None:
        """Note `count` more that arrived between two moments."""
        since = min(since, until)
        self.prune(until)
        step = self.seconds / _MERGE
        for last in self.shares[-2:]:
            if abs(until - last.until) <= step and abs(since - last.since) <= step:
                last.count += count
                last.since, last.until = min(since, last.since), max(until, last.until)
                return
        self.shares.append(Share(count, since, until))

    def restore(self, count: float, now: float) -> float:
        """Take back what was assumed to have left the window too early, up to `count`; returns the rest."""
        horizon = now - self.seconds
        for share in self.shares:
            left = share.left(horizon)
            released = share.count - left
            if left > 0 and released > 0:
                back = min(count, released)
                share.count, share.since = left + back, horizon
                count -= back
                if count <= 0:
                    break
        return count

    def drop(self, count: float, now: float) -> None:
        """Remove `count`, the oldest first: the server reports that they no longer count."""
        horizon = now - self.seconds
        for share in self.shares:
            left = share.left(horizon)
            gone = min(count, left)
            share.count, share.since = left - gone, max(share.since, horizon)
            count -= gone
            if count <= 0:
                break
        self.prune(now)

    def prune(self, now: float) -> None:
        horizon = now - self.seconds
        self.shares = [share for share in self.shares if share.until > horizon and share.count > 1e-9]


@dataclass(slots=True)
class OtherClients:
    """Whether other clients use the key, and how fast.

    What they will use of a window at their pace, and three sigmas more, is set aside for them, up to half of it.
    """

    yielding: bool = True
    """Whether to set anything aside. Otherwise what others have not used yet is free for all."""
    until: float = field(default=-inf, metadata=MOMENT)
    """Until when they are expected to be there. Requests are spaced until then, so that responses report in time."""
    since: float = field(default=inf, metadata=MOMENT)
    """The first contact. Usage before it may have been our own, of an earlier process."""
    pace: float = 0.0
    """Requests a second."""

    def detected(self, now: float) -> None:
        self.until = now + _PRESENT_FOR

    def usage_to_set_aside(self, amount: int, seconds: float) -> int:
        """How much of a window is set aside."""
        mean = self.pace * seconds if self.yielding else 0.0
        return int(min(_LARGEST_SHARE * amount, mean + _SIGMAS * sqrt(mean)))

    def measure(self, usage: ExternalUsage, now: float) -> bool:
        """Work out the pace from the usage of the window that headers report. Returns whether there is one."""
        if now <= self.since:
            return False
        began = max(self.since, now - usage.seconds)
        came = sum(share.left(began) for share in usage.shares if share.until > self.since)
        self.pace = came / max(_SHORTEST_WATCH, now - began)
        return True


def is_significant(expected: int, before: int, amount: int) -> bool:
    """Whether what is set aside changed enough for an update of a shared store."""
    return abs(expected - before) > amount * _STEP or expected == 0 < before
