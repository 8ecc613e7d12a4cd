"""One limit, and all that is known of how much of it is taken."""

from __future__ import annotations

from math import ceil, inf
from typing import Protocol

from .limits import USUAL_LENGTHS, Limit
from .outside import Outside, Share

_RESERVE = 250
"""One in so many requests of a long window is kept back: what a restarted process finds its bearings with."""
_LONG = 600.0
"""Seconds from which on a window counts as long."""


_CLEARLY_SHORTER = 0.7
"""Part of a window's assumed length below which headers are believed that tell of a shorter one."""
_CONFIRM = 10.0
"""Seconds within which a second answer must confirm a first."""
_NEW = 10.0
"""Seconds for which an answer at least says something of what is left now."""
_NOISE = 0.01
_TICK = 1e-6
"""Added to the moment at which a stamp leaves its window, so that rounding cannot leave it in."""


class Log(Protocol):
    """A record of what was granted."""

    def count_after(self, moment: float) -> int: ...
    def stamp_leaving(self, most: int) -> float: ...


class Window:
    """At most `amount` in any `seconds`; `outside` is what others took of it."""

    __slots__ = (
        "_highs",
        "_lows",
        "amount",
        "expected",
        "forget_at",
        "left",
        "left_at",
        "left_until",
        "limit",
        "of_requests",
        "outside",
        "reserve",
        "seconds",
        "seen",
        "told",
    )

    def __init__(self, limit: Limit, amount: int | None = None, shares: list[Share] | None = None) -> None:
        self.limit = limit
        self.seconds = limit.seconds
        self.of_requests = limit.unit == "requests"
        self.outside = Outside(limit.seconds, shares)
        self.expected = 0
        """How much of it is set aside for others who are thought to go on as they did."""
        self.forget_at = inf
        """For a limit that was only learnt from a refusal: when to try whether it still holds."""
        self.told = False
        """Whether headers have spoken of this limit."""
        self.seen = -inf
        """The latest moment as of which the server told how much is left."""
        self.left = 0
        self.left_at = -inf
        """What the server last said to be left, and when that was asked."""
        self.left_until = -inf
        """Until when that is the most that can be left."""
        self._lows: list[tuple[float, float]] = []
        self._highs: list[tuple[float, float]] = []
        self.amount = 0
        self.reserve = 0
        self.resize(limit.amount if amount is None else amount)

    def resize(self, amount: int) -> None:
        """The server told another amount; a firm limit is never raised. Of nothing at all there is one, to ask with."""
        self.amount = max(1, min(amount, self.limit.amount) if self.limit.firm else amount)

    def shorten(self, least: float, most: float) -> None:
        """A request leaves this window between `least` and `most` seconds after it was made, as far as headers tell.

        Believed where the amount is not the one that this length was published or given with, and where it is shorter
        by more than clocks may err. A usual length is taken where there is one between the two.
        """
        if self.amount == self.limit.amount or self.limit.firm:
            return
        length = next(
            (float(usual) for usual in reversed(USUAL_LENGTHS) if least <= usual <= most), float(ceil(most))
        )
        if 0 < length < _CLEARLY_SHORTER * self.seconds:
            self.limit = self.limit._replace(name=f"requests-per-{length:.0f}-seconds", seconds=length)
            self.seconds = length
            self.outside = Outside(length)

    def keep_reserve(self) -> None:
        """Keep a little back: somebody was here before, so somebody may come to look how much is left."""
        if self.limit.unit == "requests" and self.seconds >= _LONG:
            self.reserve = self.amount // _RESERVE

    @property
    def learnt(self) -> bool:
        """Whether nobody told of this limit: refusals did."""
        return self.forget_at < inf

    @property
    def usable(self) -> int:
        return self.amount - self.reserve

    def tell(self, left: int, asked: float, reset: float | None) -> None:
        """The server says that so much is left, to what was sent at `asked`, and that more comes at `reset`."""
        if asked >= self.left_at:
            self.left, self.left_at = left, asked
            self.left_until = max(asked + _NEW, min(asked if reset is None else reset, asked + self.seconds))

    def room_told(self, log: Log) -> float:
        """How much is left going by the last answer alone: nothing released since may have counted in it."""
        return self.left - self.reserve - log.count_after(self.left_at)

    def known(self, now: float) -> float:
        """How much others have taken, as far as it is known."""
        return self.outside.estimate(now) if self.outside.shares else 0.0

    def taken(self, now: float) -> float:
        """How much counts as taken by others: what is known, or what is set aside for them if that is more."""
        return max(self.known(now), self.expected)

    def free_at(self, now: float, need: int, log: Log) -> float:
        """The earliest moment at which `need` more fit, if nobody takes more until then."""
        most = self.usable - need
        if most < 0:
            return inf
        if not self.outside.shares:
            most -= self.expected
            return inf if most < 0 else log.stamp_leaving(most) + self.seconds + _TICK
        low, high = now, now + self.seconds
        last = log.stamp_leaving(0) + self.seconds
        high = max(high, last, *(share.until + self.seconds for share in self.outside.shares))
        for _ in range(22):
            middle = (low + high) / 2
            if log.count_after(middle - self.seconds) + ceil(self.taken(middle)) <= most:
                high = middle
            else:
                low = middle
        return high + _TICK

    def reconcile(self, used: float, own: tuple[float, float], now: float, as_of: float) -> float | None:
        """Correct the share of others: the server counted `used`, of which least and most are our `own`.

        A correction needs two answers that ask for one in the same direction, since a replica may tell old news.
        Returns by how much others were found to have taken more that is new, None if nothing was corrected.
        """
        least, most = own
        previous, self.seen = self.seen, max(self.seen, as_of)
        low = self._second(self._lows, used - most, now)
        high = -self._second(self._highs, least - used, now)
        estimate = self.known(now)
        if low > estimate + _NOISE:
            self._forget()
            fresh = self.outside.restore(low - estimate, now)
            if fresh > _NOISE:
                self.outside.add(fresh, max(previous, now - self.seconds), now)
                return fresh
            return 0.0
        if max(0.0, high) < estimate - _NOISE:
            self._forget()
            self.outside.drop(estimate - max(0.0, high), now)
            return 0.0
        return None

    def _forget(self) -> None:
        self._lows.clear()
        self._highs.clear()

    @staticmethod
    def _second(best: list[tuple[float, float]], value: float, now: float) -> float:
        """Enter `value` among the two highest of the last seconds; returns the lower of them, -inf for want of two."""
        best[:] = sorted((value, at) for value, at in (*best, (value, now)) if at > now - _CONFIRM)[-2:]
        return best[0][0] if len(best) == 2 else -inf

    def begin(self, used: float, most: float, oldest: float, now: float) -> float:
        """First contact: what the server counted beyond our own came between `oldest` and now. Returns how much."""
        base = max(0.0, used - most - self.known(now))
        if base:
            self.keep_reserve()
            self.outside.add(base, max(oldest, now - self.seconds), now)
        return base

    def fill(self, own: int, oldest: float, now: float) -> None:
        """The server refused: the window is full, and its oldest came no earlier than `oldest`."""
        missing = self.amount - own - self.known(now)
        if missing > _NOISE:
            self.outside.add(missing, max(oldest, now - self.seconds), now)
