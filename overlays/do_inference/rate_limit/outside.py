"""What others have taken of a window: inferred from headers, never known exactly."""

from __future__ import annotations

from dataclasses import dataclass

_MERGE = 120
"""Findings closer than this fraction of the window become one."""


@dataclass(slots=True)
class Share:
    """`count` requests (or tokens) that arrived at some time between `since` and `until`, evenly for all we know."""

    count: float
    since: float
    until: float

    def left(self, horizon: float) -> float:
        """How many of them arrived after `horizon`."""
        if horizon >= self.until:
            return 0.0
        if horizon <= self.since:
            return self.count
        return self.count * (self.until - horizon) / (self.until - self.since)


class Outside:
    """The shares of others in one window of `seconds`."""

    __slots__ = ("seconds", "shares")

    def __init__(self, seconds: float, shares: list[Share] | None = None) -> None:
        self.seconds = seconds
        self.shares = shares or []

    def estimate(self, now: float) -> float:
        horizon = now - self.seconds
        total = 0.0
        for share in self.shares:
            # What `left` does, without the call: in company every request goes through this, often.
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
        """Take back what was thought to have left too early, up to `count`; returns how much that was not."""
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
        """Take away `count`, the oldest first: the server says that they no longer count."""
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
