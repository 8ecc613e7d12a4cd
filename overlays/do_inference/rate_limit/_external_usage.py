"""Usage of the same key by other clients, estimated from headers."""

from __future__ import annotations

from math import inf, sqrt

from msgspec import Struct, field

from ._snapshot import Moment

_MERGE = 120
"""Shares closer together than the window divided by this are merged, which bounds their number."""
_PRESENT_FOR = 3600.0
"""Seconds for which a detected client is expected to stay active: the length of the published window."""
_SIGMAS = 3.0
"""Standard deviations above the mean that are set aside: at a steady pace, 0.1 % of windows exceed them."""
_LARGEST_SHARE = 0.5
"""Maximum fraction of a limit that is set aside for other clients: an equal share between two clients."""
_STEP = 0.005
"""Minimum change of the amount set aside, as a fraction of the limit, that is written to a shared store."""
_SHORTEST_WATCH = 60.0
"""Minimum seconds over which a pace is averaged, so that one burst does not count as a pace."""


class Share(Struct):
    """`count` requests (or tokens) that arrived between `since` and `until`, assumed to be evenly distributed."""

    count: float
    since: Moment
    until: Moment

    def left(self, horizon: float) -> float:
        """Return how many of them arrived after `horizon`."""
        if horizon >= self.until:
            return 0.0
        if horizon <= self.since:
            return self.count
        return self.count * (self.until - horizon) / (self.until - self.since)


class ExternalUsage(Struct):
    """Usage of one window of `seconds` by other clients."""

    seconds: float
    shares: list[Share] = field(default_factory=list)

    def estimate(self, now: float) -> float:
        horizon = now - self.seconds
        total = 0.0
        for share in self.shares:
            # This repeats `Share.left` inline, because it runs for every request while other clients are active.
            if horizon <= share.since:
                total += share.count
            elif horizon < share.until:
                total += share.count * (share.until - horizon) / (share.until - share.since)
        return total

    def add(self, count: float, since: float, until: float) -> None:
        """Record `count` more that arrived between `since` and `until`."""
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
        """Restore up to `count` that was assumed to have left the window too early. Return the rest."""
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
        """Remove `count`, oldest first, because the server reports that they no longer count."""
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


class OtherClients(Struct):
    """Activity of other clients of the key: whether there are any, and their pace.

    Their expected usage of a window plus three standard deviations is set aside for them, up to half of the window.
    """

    yielding: bool = True
    """Whether to set anything aside. If False, this process uses all that other clients have not used yet."""
    until: Moment = -inf
    """Until when they are expected to be active. Until then requests are spaced, so that responses report in time."""
    since: Moment = inf
    """Time of the first contact. Earlier usage may come from an earlier process of the same program."""
    pace: float = 0.0
    """Requests per second."""

    def detected(self, now: float) -> None:
        self.until = now + _PRESENT_FOR

    def usage_to_set_aside(self, amount: int, seconds: float) -> int:
        """Return how much of a window to set aside."""
        mean = self.pace * seconds if self.yielding else 0.0
        return int(min(_LARGEST_SHARE * amount, mean + _SIGMAS * sqrt(mean)))

    def measure(self, usage: ExternalUsage, now: float) -> bool:
        """Compute the pace from the usage of the reported window. Return whether there was time to measure it."""
        if now <= self.since:
            return False
        began = max(self.since, now - usage.seconds)
        came = sum(share.left(began) for share in usage.shares if share.until > self.since)
        self.pace = came / max(_SHORTEST_WATCH, now - began)
        return True


def is_significant(expected: int, before: int, amount: int) -> bool:
    """Return whether the amount set aside changed enough to update a shared store."""
    return abs(expected - before) > amount * _STEP or expected == 0 < before
