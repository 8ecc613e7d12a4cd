"""A bucket that refills continuously up to its capacity. Each request uses a part of its content on arrival."""

from __future__ import annotations

from math import inf

from msgspec import Struct

from ._counts import Counts
from ._limits import Limit, OfUnit
from ._server_clock import SLACK
from ._snapshot import Moment

_LARGEST_MARGIN = 0.25
"""Maximum margin, as a fraction of the capacity. A margin reduces only the size of bursts, not the throughput."""
_MARGIN_HALF_LIFE = 600.0
"""Seconds after which a margin halves if the level was not overestimated in the meantime."""
_TICK = 1e-6
"""Seconds added to the time at which the bucket holds enough, so that rounding cannot leave less."""


class Bucket(OfUnit, Struct):
    """A limit that holds at most `amount` and refills all of it in `limit.seconds`.

    `level` is a lower bound of what is left once all released requests have arrived, so no more than that may be
    released. Requests in flight may arrive late. The server's bucket may be full until then and not refill, so `level`
    refills only up to the capacity minus what is in flight.
    """

    limit: Limit
    amount: int = 0
    level: float = -inf
    """Negative after a request that used more tokens than estimated."""
    at: Moment = -inf
    """When `level` was computed."""
    refill: float = 0.0
    """Refill per second."""
    margin: float = 0.0
    """How much is not used, because other clients use the bucket or its refill is overestimated."""
    margin_changed_at: Moment = -inf
    reported_as: str = ""
    """The header that reports this limit."""
    reported: bool = False
    """Whether headers have reported how much is left."""
    learnt: bool = False
    proven: bool = False
    """Whether a response has shown that this is a bucket and not a window."""
    grow_at: Moment = inf
    """For a limit learnt from rejections: when to try a higher pace."""
    growth_interval: float = 1.0
    """For such a limit: seconds until a higher pace is tried. Each rejection doubles it."""
    reported_at: Moment = -inf
    """Release time of the request whose response reported last."""
    fits_at: Moment = inf
    """When one request fits, as a rejection reported. The margin does not delay this request."""

    def __post_init__(self) -> None:
        self._read_unit(self.limit)
        if self.amount == 0:
            self.amount = self.limit.amount
        if self.level == -inf:
            self.level = float(self.amount)
        if self.refill <= 0:
            self.refill = self.amount / self.limit.seconds

    @property
    def seconds(self) -> float:
        return self.amount / self.refill

    @property
    def usable(self) -> int:
        return max(1, int(self.amount - self.margin))

    # -- admission ------------------------------------------------------------------------------------------------

    def needs(self, tokens: int) -> int:
        return 1 if self.of_requests else min(tokens, self.usable)

    def advance(self, now: float, counts: Counts) -> None:
        """Refill up to `now`. Each arrival in the meantime makes room for more refill from then on."""
        at, level = self.at, self.level
        if now <= at:
            return
        if at > -inf and level < self.amount:
            in_flight = counts.count_after(at)
            if in_flight:
                for stamp, amount in counts.between(at, now):
                    level = max(level, min(self.amount - in_flight, level + self.refill * (stamp - at)))
                    at = stamp
                    in_flight -= amount
            self.level = max(level, min(self.amount - in_flight, level + self.refill * (now - at)))
        self.at = now

    def consume(self, need: float) -> None:
        """Subtract `need` for a released request, or add it back if it is negative."""
        if need > 0:
            self.fits_at = inf
            self.level -= need
        else:
            self.level = min(float(self.amount), self.level - need)

    def room(self, now: float, counts: Counts) -> float:
        self.advance(now, counts)
        free = self.level - self.margin
        return max(free, 1.0) if self.of_requests and now >= self.fits_at else free

    def free_at(self, now: float, need: float, counts: Counts) -> float:
        """Return the earliest time at which `need` more fit, if no other client uses any."""
        target = need + self.margin
        if target <= self.level:
            return now
        level, at, in_flight = self.level, now, counts.count_after(now)
        if in_flight:
            for stamp, amount in counts.between(now, inf):
                if target <= self.amount - in_flight:
                    break
                level = max(level, min(self.amount - in_flight, level + self.refill * (stamp - at)))
                at, in_flight = stamp, in_flight - amount
        at += (target - level) / self.refill + _TICK
        return min(at, max(now, self.fits_at)) if self.of_requests else at

    def queue_free_at(self, now: float, ahead: int, need: int, counts: Counts) -> float:
        self.advance(now, counts)
        missing = (ahead if self.of_requests else 0) + need + self.margin - self.level
        at = now + max(0.0, missing / self.refill)
        return min(at, max(now, self.fits_at)) if self.of_requests and not ahead else at

    # -- learning -------------------------------------------------------------------------------------------------

    def is_window(self, ahead: float) -> bool:
        """Return whether a reset `ahead` seconds in the future shows a window. A bucket has room for one request much
        sooner.
        """
        return self.of_requests and not self.proven and ahead > SLACK + 2 / self.refill

    def resize(self, amount: int) -> None:
        """Set the capacity that the server reports. The time to refill completely stays the same."""
        amount = max(1, min(amount, self.limit.amount) if self.limit.firm else amount)
        self.refill *= amount / self.amount
        self.level = max(0.0, self.level + amount - self.amount)
        self.amount = amount
        self.margin = min(self.margin, self._largest_margin)

    def reconcile(self, left: int, sent: float, now: float, counts: Counts) -> float:
        """Process a report of `left` in a response to a request released at `sent`. Return by how much the level was
        too high.
        """
        self.advance(now, counts)
        self._decay_margin(now)
        if sent < self.reported_at:
            return 0.0
        self.reported_at = sent
        since = counts.count_after(sent) - (1 if self.of_requests else 0)
        low = left - max(0, since)
        # `remaining` is rounded down, so there may be almost one more.
        high = min(float(self.amount), left + 1 + self.refill * (now - sent))
        if not self.reported:
            self.reported = True
            self.level = self.level if self.level <= high else max(0.0, float(low))
            return 0.0
        surprise = self.level - high
        if surprise > 0:
            self.level = high
            if surprise >= 1:
                self.raise_margin(3 * surprise, now)
            return surprise
        if low > self.level:
            # Correct half of the difference: one response may be old or inexact, and several together still close the
            # gap.
            self.level += (low - self.level) / 2
        return 0.0

    def raise_margin(self, margin: float, now: float) -> None:
        """Raise the margin, because less was left than expected."""
        self.margin = min(self._largest_margin, max(self.margin, margin))
        self.margin_changed_at = now

    def rejected(self, left: int | None, wait: float | None, now: float, counts: Counts) -> None:
        """Process a rejection: at most `left` is left, and one more request fits only after `wait` seconds."""
        self.advance(now, counts)
        self.level = min(self.level, float(left or 0))
        if wait is not None and wait > 2.0:
            # A reset is the time until one request fits, in whole seconds, so a long one shows a slow refill.
            self.refill = min(self.refill, 1 / (wait - 1.0)) if self.of_requests else self.refill

    def grow(self, now: float, counts: Counts) -> bool:
        """Raise the pace of a limit learnt from rejections, if it is in use. Return whether it was raised."""
        if now < self.grow_at:
            return False
        self.grow_at = now + self.growth_interval
        self.advance(now, counts)
        if self.level > self.amount / 2:
            return False
        self.refill *= 1.02
        return True

    @property
    def _largest_margin(self) -> float:
        """The maximum margin, which always leaves room for one request."""
        return min(_LARGEST_MARGIN * self.amount, self.amount - 1.0)

    def _decay_margin(self, now: float) -> None:
        if self.margin and now - self.margin_changed_at > _MARGIN_HALF_LIFE:
            self.margin = self.margin / 2 if self.margin > 0.5 else 0.0
            self.margin_changed_at = now
