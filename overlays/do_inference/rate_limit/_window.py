"""A sliding window: each request counts for the length of the window, from its own arrival."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, inf

from msgspec import Struct, field

from ._counts import Counts
from ._external_usage import ExternalUsage
from ._limits import USUAL_LENGTHS, Limit, OfUnit
from ._snapshot import Moment, Moments

_RESERVE = 250
"""The reserve of a long window is its amount divided by this. It is used once other clients are known: a restarted
process needs a few requests to find out how much is left."""
_LONG = 600.0
"""Minimum seconds of a long window. A restarted process cannot wait for one to expire."""
_CONFIRM_WITHIN = 10.0
"""Seconds within which further responses must confirm a correction."""
_CONFIRM_COUNT = 5
"""Number of responses that are compared. The median counts, so that one old or inexact value corrects nothing."""
_REPORT_VALID = 10.0
"""Minimum seconds for which a report of what is left is valid."""
_NOISE = 0.01
"""Requests by which rounding of floating-point numbers may change an estimate."""
_NOISE_DECAY = 0.98
"""Factor by which each further report reduces the estimated noise: 34 reports halve it."""
_TICK = 1e-6
"""Seconds added to the time at which a stamp leaves its window, so that rounding cannot keep it inside."""


class Window(OfUnit, Struct):
    """A limit of at most `amount` in any period of `seconds`."""

    limit: Limit
    amount: int = 0
    reported_as: str = ""
    """The header that reports this limit."""
    reported: bool = False
    """Whether headers have reported how much is left."""
    learnt: bool = False
    """Whether the limit was learnt from rejections and no header reports it."""
    usage: ExternalUsage = field(default_factory=lambda: ExternalUsage(0.0))
    """Usage by other clients."""
    set_aside: int = 0
    """How much is set aside for other clients, which are expected to continue at their pace."""
    reserve: int = 0
    reported_at: Moment = -inf
    """The release time of the latest request whose response reported how much is left."""
    left: int = 0
    """How much was left in the last report ..."""
    left_at: Moment = -inf
    """... in the response to a request released at this time ..."""
    left_until: Moment = -inf
    """... and until when no more than that can be left."""
    response_at: Moment = -inf
    """When that response was received."""
    resets_at: Moment = inf
    """When the oldest request leaves the window, as last reported; infinite if the server does not report it."""
    lower_bounds: Moments = field(default_factory=list)
    """The latest lower bounds of the usage by other clients, each with its time."""
    upper_bounds: Moments = field(default_factory=list)
    """The latest upper bounds, as negative numbers."""
    noise: float = 0.0
    """By how much reports fall short of the known usage. A smaller surplus does not show other clients."""
    grow_at: Moment = inf
    """For a limit learnt from rejections: when to try a larger amount."""
    growth_interval: float = 1.0
    """For such a limit: the time until a larger amount is tried, in window lengths. Each rejection doubles it."""

    def __post_init__(self) -> None:
        self._read_unit(self.limit)
        self.usage.seconds = self.limit.seconds
        if self.amount == 0:
            self.amount = self.limit.amount

    @property
    def seconds(self) -> float:
        return self.limit.seconds

    @property
    def usable(self) -> int:
        return max(1, self.amount - self.reserve)

    # -- admission ------------------------------------------------------------------------------------------------

    def needs(self, tokens: int) -> int:
        """Return how much of the limit a request uses. A request larger than the window waits until the window is
        empty.
        """
        return 1 if self.of_requests else min(tokens, max(1, self.usable - self.set_aside))

    def room(self, now: float, counts: Counts) -> float:
        """Return how much may be released now."""
        free = self.usable - counts.count_after(now - self.limit.seconds)
        return free - ceil(self.used_by_others(now)) if self.set_aside or self.usage.shares else free

    def known_usage(self, now: float) -> float:
        """Return the known usage by other clients."""
        return self.usage.estimate(now) if self.usage.shares else 0.0

    def used_by_others(self, now: float) -> float:
        """Return how much is unavailable because of other clients: their known usage or what is set aside, if that is
        more.
        """
        return max(self.known_usage(now), self.set_aside)

    def free_at(self, now: float, need: int, counts: Counts) -> float:
        """Return the earliest time at which `need` more fit, if no other client uses more until then."""
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
        """Return when a request with `ahead` requests before it fits. For a long queue, complete windows pass first."""
        rounds, position = divmod(ahead, self.usable) if self.of_requests else (0, 0)
        return max(now, self.free_at(now, position + need, counts)) + rounds * self.seconds

    def reported_room(self, counts: Counts) -> float:
        """Return how much is left by the last report alone, which may not include anything released since."""
        return self.left - self.reserve - counts.count_after(self.left_at)

    # -- learning -------------------------------------------------------------------------------------------------

    def resize(self, amount: int) -> None:
        """Set the amount that the server reports. A firm limit is never raised."""
        self.amount = max(1, min(amount, self.limit.amount) if self.limit.firm else amount)

    def scale(self, factor: float) -> None:
        """Multiply the amount by `factor`, because the plan in force is larger or smaller than assumed."""
        self.amount = max(1, ceil(self.amount * factor))

    def relength(self, seconds: float) -> None:
        """Set the length of the window, which differs from the assumed one."""
        name = f"{self.limit.unit}-per-{seconds:.0f}-seconds"
        self.limit = self.limit._replace(name=name, seconds=seconds)
        self.usage = ExternalUsage(seconds)

    def set_reserve(self) -> None:
        """Reserve a little, so that a process that starts later can find out how much is left."""
        if self.of_requests and self.seconds >= _LONG:
            self.reserve = self.amount // _RESERVE

    def report(self, left: int, sent: float, now: float, reset: float | None) -> None:
        """Record a report, in a response to a request released at `sent`: `left` is left, and more is available at
        `reset`.
        """
        if sent >= self.left_at:
            self.left, self.left_at, self.response_at = left, sent, now
            self.resets_at = inf if reset is None else reset
            self.left_until = max(
                sent + _REPORT_VALID, min(sent if reset is None else reset, sent + self.seconds)
            )

    def reconcile(self, used: float, own: tuple[float, float], now: float, as_of: float) -> float | None:
        """Correct the usage by other clients. The server counted `used`; `own` is the least and the most that is ours.

        Returns how much additional usage was found, or None if nothing was corrected.
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
        """Process the first report. Usage beyond our own arrived between `oldest` and `now`. Return how much that
        is.
        """
        base = max(0.0, used - most - self.known_usage(now))
        if base:
            self.set_reserve()
            self.usage.add(base, max(oldest, now - self.seconds), now)
        return base

    def fill(self, own: int, oldest: float, now: float) -> None:
        """Process a rejection that reports a full window, whose oldest request arrived no earlier than `oldest`."""
        missing = self.amount - own - self.known_usage(now)
        if missing > _NOISE:
            self.usage.add(missing, max(oldest, now - self.seconds), now)

    def grow(self, now: float, counts: Counts) -> bool:
        """Raise a limit learnt from rejections, if it is in use. Return whether it was raised."""
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
    """Return the shortest usual window length of at least `seconds`."""
    return float(next((usual for usual in USUAL_LENGTHS if usual >= seconds), seconds))


def length_between(least: float, most: float) -> float:
    """Return a usual length between two bounds, or the upper bound if there is none."""
    return next(
        (float(usual) for usual in reversed(USUAL_LENGTHS) if least <= usual <= most), float(ceil(most))
    )


def _confirmed(latest: list[tuple[float, float]], value: float, now: float) -> float:
    """Add `value` to the recent values. Return their median (of two, the lower one), or -inf if it is the only one."""
    latest[:] = [entry for entry in latest if entry[1] > now - _CONFIRM_WITHIN][1 - _CONFIRM_COUNT :]
    latest.append((value, now))
    values: Sequence[float] = sorted(value for value, _ in latest)
    return values[(len(values) - 1) // 2] if len(values) > 1 else -inf
