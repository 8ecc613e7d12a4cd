"""A bucket that refills continuously up to its capacity; each request takes something out when it arrives."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from ._counts import Counts
from ._limits import Limit
from ._server_clock import SLACK
from ._snapshot import MOMENT

_LARGEST_MARGIN = 0.25
"""The largest part of the capacity that is kept as a margin. A margin costs no throughput, only the size of bursts."""
_MARGIN_HALF_LIFE = 600.0
"""Seconds without a surprise in which a margin halves."""
_TICK = 1e-6
"""Seconds added to the moment at which there is enough, so that rounding cannot leave less."""


@dataclass(slots=True)
class Bucket:
    """Holds at most `amount` and refills all of it in `limit.seconds`.

    `level` is what is left once everything that we released has arrived: no more than that may be released. It is a
    lower bound. Requests in flight may arrive late, so that the server's bucket may have been full and refilled nothing
    until then: it counts as refilling only up to the capacity less what is in flight.
    """

    limit: Limit
    amount: int = 0
    level: float = -inf
    """Negative after a request that used more tokens than estimated."""
    at: float = field(default=-inf, metadata=MOMENT)
    """When `level` was worked out."""
    refill: float = 0.0
    """How much a second."""
    margin: float = 0.0
    """How much is kept back, because other clients take from the bucket or its refill is overestimated."""
    margin_changed_at: float = field(default=-inf, metadata=MOMENT)
    reported_as: str = ""
    """The header that reports this limit."""
    reported: bool = False
    """Whether headers have reported how much of it is left."""
    learnt: bool = False
    proven: bool = False
    """Whether a response has shown that it refills, rather than being a window."""
    grow_at: float = field(default=inf, metadata=MOMENT)
    """For a limit learnt from rejections: when to try a higher pace."""
    growth_interval: float = 1.0
    """For such a limit: seconds until a higher pace is tried. Doubled by each rejection."""
    reported_at: float = field(default=-inf, metadata=MOMENT)
    """When the request was released whose response reported last."""
    fits_at: float = field(default=inf, metadata=MOMENT)
    """When one request fits, as a rejection says: the margin does not delay it."""

    def __post_init__(self) -> None:
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
    def of_requests(self) -> bool:
        return self.limit.unit == "requests"

    @property
    def usable(self) -> int:
        return max(1, int(self.amount - self.margin))

    # -- admission ------------------------------------------------------------------------------------------------

    def needs(self, tokens: int) -> int:
        return 1 if self.of_requests else min(tokens, self.usable)

    def advance(self, now: float, counts: Counts) -> None:
        """Refill up to `now`. What arrived in the meantime allows more to be refilled from then on."""
        if now <= self.at:
            return
        if self.at > -inf and self.level < self.amount:
            in_flight = counts.count_after(self.at)
            at, level = self.at, self.level
            if in_flight:
                for stamp, amount in counts.between(self.at, now):
                    level = max(level, min(self.amount - in_flight, level + self.refill * (stamp - at)))
                    at = stamp
                    in_flight -= amount
            self.level = max(level, min(self.amount - in_flight, level + self.refill * (now - at)))
        self.at = now

    def consume(self, need: float) -> None:
        """`need` was released, or given back if it is negative."""
        if need > 0:
            self.fits_at = inf
        self.level = min(float(self.amount), self.level - need)

    def room(self, now: float, counts: Counts) -> float:
        self.advance(now, counts)
        free = self.level - self.margin
        return max(free, 1.0) if self.of_requests and now >= self.fits_at else free

    def free_at(self, now: float, need: float, counts: Counts) -> float:
        """The earliest moment at which `need` more fit, if no other client takes any."""
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
        """Whether a reset so many seconds ahead shows a window: a bucket has enough for one request much sooner."""
        return self.of_requests and not self.proven and ahead > SLACK + 2 / self.refill

    def resize(self, amount: int) -> None:
        """The server reported another capacity. The time in which it refills stays."""
        amount = max(1, min(amount, self.limit.amount) if self.limit.firm else amount)
        self.refill *= amount / self.amount
        self.level = max(0.0, self.level + amount - self.amount)
        self.amount = amount
        self.margin = min(self.margin, self._largest_margin)

    def reconcile(self, left: int, sent: float, now: float, counts: Counts) -> float:
        """A response to what was released at `sent` reports `left`. Returns by how much the level was too high."""
        self.advance(now, counts)
        self._decay_margin(now)
        if sent < self.reported_at:
            return 0.0
        self.reported_at = sent
        since = counts.count_after(sent) - (1 if self.of_requests else 0)
        low = left - max(0, since)
        # `remaining` is rounded down: there may be almost one more.
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
            # Half of the way: one response may be old or inexact, and several close the gap all the same.
            self.level += (low - self.level) / 2
        return 0.0

    def raise_margin(self, margin: float, now: float) -> None:
        """Less was left than expected: keep more back."""
        self.margin = min(self._largest_margin, max(self.margin, margin))
        self.margin_changed_at = now

    def rejected(self, left: int | None, wait: float | None, now: float, counts: Counts) -> None:
        """The server rejected a request: at most `left` is left, and one more fits only after `wait` seconds."""
        self.advance(now, counts)
        self.level = min(self.level, float(left or 0))
        if wait is not None and wait > 2.0:
            # A reset has whole seconds. It is the time for one request, so a long one shows a slow refill.
            self.refill = min(self.refill, 1 / (wait - 1.0)) if self.of_requests else self.refill

    def grow(self, now: float, counts: Counts) -> bool:
        """Try a higher pace of a limit learnt from rejections. Returns whether it was due."""
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
        """A part of the capacity, which leaves room for one request."""
        return min(_LARGEST_MARGIN * self.amount, self.amount - 1.0)

    def _decay_margin(self, now: float) -> None:
        if self.margin and now - self.margin_changed_at > _MARGIN_HALF_LIFE:
            self.margin = self.margin / 2 if self.margin > 0.5 else 0.0
            self.margin_changed_at = now
