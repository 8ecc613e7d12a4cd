"""A sliding window: each request counts for so many seconds from its own arrival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, inf

from ._counts import Counts
from ._external_usage import ExternalUsage
from ._limits import USUAL_LENGTHS, Limit
from ._snapshot import MOMENT, MOMENTS

_RESERVE = 250
"""One in so many requests of a long window is kept free once others used the key: a restarted process needs a few
requests to find out how much is left."""
_LONG = 600.0
"""Seconds from which on a window counts as long: waiting for it is not an option for a restarted process."""
_CONFIRM_WITHIN = 10.0
"""Seconds within which further responses must confirm a correction."""
_CONFIRM_COUNT = 5
"""How many responses are compared. The middle one counts, so that one old or inexact value corrects nothing."""
_REPORT_VALID = 10.0
"""Seconds for which a response at least says how much is left."""
_NOISE = 0.01
"""Requests by which an estimate may differ through rounding of floating-point numbers."""
_NOISE_DECAY = 0.98
"""What is left of the noise of reports after each further one: half of it after 34."""
_TICK = 1e-6
"""Seconds added to the moment at which a stamp leaves its window, so that rounding cannot leave it in."""


@dataclass(slots=True)
class Window:
    """At most `amount` in any `seconds`."""

    limit: Limit
    amount: int = 0
    reported_as: str = ""
    """The header that reports this limit."""
    reported: bool = False
    """Whether headers have reported how much of it is left."""
    learnt: bool = False
    """Whether only rejections show that there is this limit."""
    usage: ExternalUsage = field(default_factory=lambda: ExternalUsage(0.0))
    """What others took of it."""
    set_aside: int = 0
    """How much of it is set aside for others who are expected to go on as they did."""
    reserve: int = 0
    reported_at: float = field(default=-inf, metadata=MOMENT)
    """The latest moment as of which the server reported how much is left."""
    left: int = 0
    """How much the server last reported to be left ..."""
    left_at: float = field(default=-inf, metadata=MOMENT)
    """... to a request that was released then ..."""
    left_until: float = field(default=-inf, metadata=MOMENT)
    """... and until when no more than that can be left."""
    response_at: float = field(default=-inf, metadata=MOMENT)
    """When that response came."""
    resets_at: float = field(default=inf, metadata=MOMENT)
    """When the oldest request leaves the window, as last reported; infinite if the server does not say."""
    lower_bounds: list[tuple[float, float]] = field(default_factory=list, metadata=MOMENTS)
    """The latest lower bounds of what others took, with the moment of each."""
    upper_bounds: list[tuple[float, float]] = field(default_factory=list, metadata=MOMENTS)
    """The latest upper bounds, negative."""
    noise: float = 0.0
    """By how much reports fall short of what is known to be used: no smaller surplus shows other clients."""
    grow_at: float = field(default=inf, metadata=MOMENT)
    """For a limit learnt from rejections: when to try one more."""
    growth_interval: float = 1.0
    """For such a limit: how many of its lengths to wait before trying one more. Doubled by each rejection."""

    def __post_init__(self) -> None:
        self.usage.seconds = self.limit.seconds
        if self.amount == 0:
            self.amount = self.limit.amount

    @property
    def seconds(self) -> float:
        return self.limit.seconds

    @property
    def of_requests(self) -> bool:
        return self.limit.unit == "requests"

    @property
    def usable(self) -> int:
        return max(1, self.amount - self.reserve)

    # -- admission ------------------------------------------------------------------------------------------------

    def needs(self, tokens: int) -> int:
        """What a request takes of it. A request larger than the window waits until the window is empty."""
        return 1 if self.of_requests else min(tokens, max(1, self.usable - self.set_aside))

    def room(self, now: float, counts: Counts) -> float:
        """How much may be released now."""
        free = self.usable - counts.count_after(now - self.limit.seconds)
        return free - ceil(self.used_by_others(now)) if self.set_aside or self.usage.shares else free

    def known_usage(self, now: float) -> float:
        """How much others have taken, as far as it is known."""
        return self.usage.estimate(now) if self.usage.shares else 0.0

    def used_by_others(self, now: float) -> float:
        """How much counts as taken by others: what is known, or what is set aside for them if that is more."""
        return max(self.known_usage(now), self.set_aside)

    def free_at(self, now: float, need: int, counts: Counts) -> float:
        """The earliest moment at which `need` more fit, if nobody takes more until then."""
        most = self.usable - need
        if most < 0:
            return inf
        if not self.usage.shares:
            most -= self.set_aside
            return inf if most < 0 else counts.leaving(most) + self.seconds + _TICK
        low, high = now, now + self.seconds
        last = counts.leaving(0) + self.seconds
        high = max(high, last, *(share.until + self.seconds for share in self.usage.shares))
        for _ in range(22):
            middle = (low + high) / 2
            if counts.count_after(middle - self.seconds) + ceil(self.used_by_others(middle)) <= most:
                high = middle
            else:
                low = middle
        return high + _TICK

    def queue_free_at(self, now: float, ahead: int, need: int, counts: Counts) -> float:
        """When a request with `ahead` others before it fits: whole windows pass first."""
        rounds, position = divmod(ahead, self.usable) if self.of_requests else (0, 0)
        return max(now, self.free_at(now, position + need, counts)) + rounds * self.seconds

    def reported_room(self, counts: Counts) -> float:
        """How much is left by the last report alone: nothing released since may have counted in it."""
        return self.left - self.reserve - counts.count_after(self.left_at)

    # -- learning -------------------------------------------------------------------------------------------------

    def resize(self, amount: int) -> None:
        """The server reported another amount. A firm limit is never raised."""
        self.amount = max(1, min(amount, self.limit.amount) if self.limit.firm else amount)

    def scale(self, factor: float) -> None:
        """The plan in force is so many times as large as the one that this limit is a part of."""
        self.amount = max(1, ceil(self.amount * factor))

    def relength(self, seconds: float) -> None:
        """The window is of another length than assumed."""
        name = f"{self.limit.unit}-per-{seconds:.0f}-seconds"
        self.limit = self.limit._replace(name=name, seconds=seconds)
        self.usage = ExternalUsage(seconds)

    def set_reserve(self) -> None:
        """Keep a little free: another process may start and ask how much is left."""
        if self.of_requests and self.seconds >= _LONG:
            self.reserve = self.amount // _RESERVE

    def report(self, left: int, sent: float, now: float, reset: float | None) -> None:
        """The server reports so much left, to what was released at `sent`, and that more comes at `reset`."""
        if sent >= self.left_at:
            self.left, self.left_at, self.response_at = left, sent, now
            self.resets_at = inf if reset is None else reset
            self.left_until = max(
                sent + _REPORT_VALID, min(sent if reset is None else reset, sent + self.seconds)
            )

    def reconcile(self, used: float, own: tuple[float, float], now: float, as_of: float) -> float | None:
        """Correct what others took: the server counted `used`, of which least and most are our `own`.

        Returns by how much others were found to have taken more that is new, None if nothing was corrected.
        """
        least, most = own
        previous, self.reported_at = self.reported_at, max(self.reported_at, as_of)
        low = _confirmed(self.lower_bounds, used - most, now)
        high = -_confirmed(self.upper_bounds, least - used, now)
        estimate = self.known_usage(now)
        self.noise = max(_NOISE_DECAY * self.noise, estimate - used + least)
        if low > estimate + max(_NOISE, self.noise):
            self._forget()
            fresh = self.usage.restore(low - estimate, now)
            if fresh > _NOISE:
                self.usage.add(fresh, max(previous, now - self.seconds), now)
                return fresh
            return 0.0
        if max(0.0, high) < estimate - _NOISE:
            self._forget()
            self.usage.drop(estimate - max(0.0, high), now)
            return 0.0
        return None

    def begin(self, used: float, most: float, oldest: float, now: float) -> float:
        """First report: what the server counted beyond our own came between `oldest` and now. Returns how much."""
        base = max(0.0, used - most - self.known_usage(now))
        if base:
            self.set_reserve()
            self.usage.add(base, max(oldest, now - self.seconds), now)
        return base

    def fill(self, own: int, oldest: float, now: float) -> None:
        """A rejection says that the window is full, and its oldest came no earlier than `oldest`."""
        missing = self.amount - own - self.known_usage(now)
        if missing > _NOISE:
            self.usage.add(missing, max(oldest, now - self.seconds), now)

    def grow(self, now: float, counts: Counts) -> bool:
        """Try one more of a limit learnt from rejections, if it holds requests back. Returns whether it was due."""
        if now < self.grow_at:
            return False
        self.grow_at = now + self.growth_interval * self.seconds
        if counts.count_after(now - self.seconds) < self.amount - 1:
            return False
        self.amount += max(1, self.amount // 100)
        return True

    def _forget(self) -> None:
        self.lower_bounds.clear()
        self.upper_bounds.clear()


def usual_length(seconds: float) -> float:
    """The shortest usual length of a window of at least so many seconds."""
    return float(next((usual for usual in USUAL_LENGTHS if usual >= seconds), seconds))


def length_between(least: float, most: float) -> float:
    """A usual length between two bounds; the upper bound where there is none."""
    return next(
        (float(usual) for usual in reversed(USUAL_LENGTHS) if least <= usual <= most), float(ceil(most))
    )


def _confirmed(latest: list[tuple[float, float]], value: float, now: float) -> float:
    """Enter `value` among those of the last seconds; returns the middle one, the lower of two, -inf for one alone."""
    latest[:] = [entry for entry in latest if entry[1] > now - _CONFIRM_WITHIN][1 - _CONFIRM_COUNT :]
    latest.append((value, now))
    values: Sequence[float] = sorted(value for value, _ in latest)
    return values[(len(values) - 1) // 2] if len(values) > 1 else -inf
