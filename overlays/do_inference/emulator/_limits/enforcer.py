"""The limit enforcer, which admits or rejects requests and writes rate-limit headers, and meters of single limits."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, NamedTuple, Protocol

from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._limits.rules import BucketLimit, LimitRule, WindowLimit
from do_inference.emulator._limits.usage import MemoryUsageLog, UsageLog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from do_inference.emulator._limits.rules import Limits
    from do_inference.emulator._limits.usage import UsageLog

KEPT_KEYS = 1000
"""The number of keys whose meters are kept between requests."""


@dataclass(frozen=True, slots=True)
class LimitState:
    """The state of one limit of one key, for the status page."""

    owner: str
    name: str
    unit: str
    bucket: bool
    limit: int
    used: int
    seconds: float
    """The length of a window, or the time in which a bucket refills."""
    next_at: float
    """When the next used unit becomes free; 0 if none is used."""


@dataclass(slots=True)
class LimitDecision:
    """The decision about one request: the headers of its response, and the error if it is rejected."""

    headers: dict[str, str] = field(default_factory=dict)
    error: ErrorReply | None = None


class LimitEnforcer:
    """Applies the limits to each key. Assign `limits` to replace them; earlier uses stay counted."""

    def __init__(self, limits: Limits, log: UsageLog | None = None) -> None:
        self._log: UsageLog = log or MemoryUsageLog()
        self.limits = limits
        self._asked = 0
        self._random = random.Random(0)

    @property
    def limits(self) -> Limits:
        return self._limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._limits, self._meters = limits, _Meters(limits, self._log)

    @property
    def limits_tokens(self) -> bool:
        """Whether any limit counts tokens, so that charges have to be settled."""
        return self._meters.limits_tokens

    def admit(self, owner: str, now: float, tokens: int = 0) -> LimitDecision:
        """Charge one request of `owner` with an estimate of its `tokens`, or reject it."""
        meters = self._meters.of(owner)
        if not meters.every:
            return LimitDecision()
        self._asked += 1
        full: Meter | None = None
        with self._log.hold():
            for one in meters.every:
                if one.free_at(now, _size(one, tokens)) > now:
                    full = one
                    break
            if full is None or self._limits.refused_count:
                for one in meters.every:
                    amount = 1 if one.rule.unit == "requests" else (tokens if full is None else 0)
                    if amount:
                        one.charge(now, amount)
            headers = self._headers(meters, now, full, tokens)
            error = self._error(full, now) if full is not None else None
        return LimitDecision(headers, error)

    def settle(
        self, owner: str, now: float, tokens: int, estimate: int = 0, headers: dict[str, str] | None = None
    ) -> None:
        """Correct the charge of `estimate` to the `tokens` that were used; update `headers` if they are given."""
        meters = self._meters.of(owner)
        if tokens == estimate:
            return
        with self._log.hold():
            for one in meters.of_tokens:
                one.charge(now, tokens - estimate)
            if headers is not None:
                headers.update(self._headers(meters, now, None, tokens))

    def states(self, now: float) -> list[LimitState]:
        """Return the state of each limit of each key that was used."""
        found = []
        rules = {rule.name: rule for rule in self._limits.rules}
        for name in self._log.names():
            owner, _, kind = name.rpartition("|")
            rule = rules.get(kind)
            if rule is None:
                continue
            with self._log.hold():
                one = meter(self._log, owner, rule)
                used, bucket = math.ceil(rule.limit - one.left(now)), isinstance(rule, BucketLimit)
                next_at = one.next_at(now) if used > 0 else 0.0
            found.append(LimitState(owner, kind, rule.unit, bucket, rule.limit, used, rule.seconds, next_at))
        return sorted(found, key=lambda state: (state.owner, -state.seconds, state.name))

    def uses(self, owner: str, name: str) -> list[tuple[float, int]]:
        """Return the uses of a window as times and amounts, oldest first; empty for a bucket."""
        return self._log.times(f"{owner}|{name}")

    def _error(self, full: Meter, now: float) -> ErrorReply:
        rule = full.rule
        headers: dict[str, str] = {}
        if isinstance(rule, WindowLimit) and rule.burst and self._limits.retry_after:
            headers["retry-after"] = str(max(1, math.ceil(full.free_at(now, 1) - now)))
        if rule.unit == "tokens" and rule.name.endswith("day"):
            return ErrorReply(
                429, "Daily token limit reached for this model. Try again tomorrow.", headers=headers
            )
        if rule.unit == "tokens":
            return ErrorReply(429, "Tokens per minute limit reached.", headers=headers)
        return ErrorReply(429, headers=headers)

    def _headers(self, meters: _KeyMeters, now: float, full: Meter | None, tokens: int) -> dict[str, str]:
        if self._limits.hidden:
            return {}
        headers = self._published(meters.published, now, full) if meters.published else {}
        if meters.live:
            headers |= self._live(meters.live, now, full, tokens)
        return headers

    def _published(self, meters: Sequence[Meter], now: float, full: Meter | None) -> dict[str, str]:
        first = meters[0]
        if full in meters:
            left = 0
        elif self._limits.smallest:
            left = min(self._remaining(one, now) for one in meters)
        else:
            left = self._remaining(first, now)
        return {
            "ratelimit-limit": str(first.rule.limit),
            "ratelimit-remaining": str(left),
            "ratelimit-reset": str(math.ceil(first.next_at(now))),
        }

    def _live(self, meters: Sequence[Meter], now: float, full: Meter | None, tokens: int) -> dict[str, str]:
        """Return limit, remaining and reset of each bucket.

        The reset is the time at which a request of the same size fits; 0 if one fits now, or if none ever will.
        """
        headers: dict[str, str] = {}
        for one in meters:
            if full is not None and full.rule.unit == "requests" and one.rule.unit != "requests":
                continue
            at = one.free_at(now, _size(one, tokens))
            headers[f"x-ratelimit-limit-{one.rule.name}"] = str(one.rule.limit)
            headers[f"x-ratelimit-remaining-{one.rule.name}"] = str(self._remaining(one, now))
            headers[f"x-ratelimit-reset-{one.rule.name}"] = str(math.ceil(at) if now < at < math.inf else 0)
        return headers

    def _remaining(self, one: Meter, now: float) -> int:
        limits, limit, left = self._limits, one.rule.limit, one.left(now)
        if limits.replicas > 1 and one.rule.name.endswith("day"):
            left = limit - (limit - left) * (1 + self._asked % limits.replicas) / limits.replicas
        if limits.jitter:
            left += limit * limits.jitter * self._random.uniform(-1, 1)
        return max(0, min(limit, math.floor(left)))


def _size(one: Meter, tokens: int) -> int:
    """Return the units of a limit that a request with `tokens` tokens uses, at least one."""
    return 1 if one.rule.unit == "requests" else max(1, tokens)


_ROUNDING = 1e-3
"""Levels this close to an integer are rounded to it, in units: a level is computed from Unix times, which are exact
only to about 0.2 µs."""


class Meter(Protocol):
    """The use of one limit by one key. `amount` is in units of the limit; times are Unix times."""

    @property
    def rule(self) -> LimitRule: ...

    def left(self, now: float) -> float:
        """Return the units left. Negative if a request used more than its estimate."""
        ...

    def free_at(self, now: float, amount: int) -> float:
        """Return when `amount` units fit: `now` if they fit now, infinity if they never will."""
        ...

    def next_at(self, now: float) -> float:
        """Return when the next used unit becomes free, or `now` if none is used."""
        ...

    def charge(self, now: float, amount: int) -> None:
        """Use `amount` units, or return them if it is negative."""
        ...


class _KeyMeters(NamedTuple):
    """The meters of one key, and which headers report them."""

    every: list[Meter]
    published: list[Meter]
    live: list[Meter]
    of_tokens: list[Meter]


class _Meters:
    """The meters of each key for some limits. They have no state of their own, so that they can be made again."""

    def __init__(self, limits: Limits, log: UsageLog) -> None:
        self.limits = limits
        self.limits_tokens = any(rule.unit == "tokens" for rule in limits.rules)
        self._log = log
        self.of = lru_cache(maxsize=KEPT_KEYS)(self._of)

    def _of(self, owner: str) -> _KeyMeters:
        every = [meter(self._log, owner, rule) for rule in self.limits.rules]
        family = self.limits.family
        published = [
            one for one in every
            if family == "published" or (family == "by kind" and isinstance(one.rule, WindowLimit))
        ]  # fmt: skip
        return _KeyMeters(
            every,
            published,
            [one for one in every if one not in published],
            [one for one in every if one.rule.unit == "tokens"],
        )


def meter(log: UsageLog, owner: str, rule: LimitRule) -> Meter:
    """Return the meter of a limit for `owner`."""
    name = f"{owner}|{rule.name}"
    return _WindowMeter(log, name, rule) if isinstance(rule, WindowLimit) else _BucketMeter(log, name, rule)


class _WindowMeter:
    """The meter of a sliding window: a unit expires when it is as old as the window."""

    def __init__(self, log: UsageLog, name: str, rule: WindowLimit) -> None:
        self._log, self._name, self.rule = log, name, rule

    def left(self, now: float) -> float:
        return self.rule.limit - self._log.used(self._name, now - self.rule.seconds)

    def free_at(self, now: float, amount: int) -> float:
        rule = self.rule
        missing = self._log.used(self._name, now - rule.seconds) + amount - rule.limit
        if missing <= 0 or amount > rule.limit:
            return now if missing <= 0 else inf
        return self._log.expiry(self._name, missing - 1) + rule.seconds

    def next_at(self, now: float) -> float:
        seconds = self.rule.seconds
        return self._log.expiry(self._name, 0) + seconds if self._log.used(self._name, now - seconds) else now

    def charge(self, now: float, amount: int) -> None:
        self._log.add(self._name, now, amount)


class _BucketMeter:
    """The meter of a bucket. Its only state is the time at which the bucket is full again, as in GCRA."""

    def __init__(self, log: UsageLog, name: str, rule: BucketLimit) -> None:
        self._log, self._name, self.rule = log, name, rule

    def left(self, now: float) -> float:
        left = self.rule.limit - (self._full_at(now) - now) * self.rule.per_second
        return round(left) if abs(left - round(left)) < _ROUNDING else left

    def free_at(self, now: float, amount: int) -> float:
        missing = amount - self.left(now)
        if missing <= 0 or amount > self.rule.limit:
            return now if missing <= 0 else inf
        return now + missing / self.rule.per_second

    def next_at(self, now: float) -> float:
        return self.free_at(now, min(self.rule.limit, int(self.left(now)) + 1))

    def charge(self, now: float, amount: int) -> None:
        self._log.set_full_at(self._name, self._full_at(now) + amount / self.rule.per_second)

    def _full_at(self, now: float) -> float:
        return max(now, self._log.full_at(self._name))
