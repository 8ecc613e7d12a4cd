"""How much of one limit one key has used: the window and the bucket, with the same questions."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Protocol

from do_inference.emulator._limits.rules import Bucket, LimitRule, Window

if TYPE_CHECKING:
    from do_inference.emulator._limits.log import HitLog

_ROUNDING = 1e-3
"""Part of a unit that does not matter: a Unix time is exact to 0.2 µs, in which a bucket of 70 million tokens a minute
refills by 0.3 tokens, and slower ones by less."""


class Meter(Protocol):
    """One limit of one key. `amount` counts units of the limit; times are Unix times."""

    @property
    def rule(self) -> LimitRule: ...

    def left(self, now: float) -> float:
        """Units left. Below 0 if usage turned out larger than its estimate."""
        ...

    def free_at(self, now: float, amount: int) -> float:
        """When `amount` units fit: `now` if they fit at once, infinity if they never do."""
        ...

    def next_at(self, now: float) -> float:
        """When the next used unit becomes free, or `now` if none is used."""
        ...

    def charge(self, now: float, amount: int) -> None:
        """Use `amount` units, or give them back if it is negative."""
        ...


def meter(log: HitLog, owner: str, rule: LimitRule) -> Meter:
    """The meter of a limit for `owner`."""
    name = f"{owner}|{rule.name}"
    return _WindowMeter(log, name, rule) if isinstance(rule, Window) else _BucketMeter(log, name, rule)


class _WindowMeter:
    """Each unit leaves when it is as old as the window."""

    def __init__(self, log: HitLog, name: str, rule: Window) -> None:
        self._log, self._name, self.rule = log, name, rule

    def left(self, now: float) -> float:
        return self.rule.limit - self._log.used(self._name, now - self.rule.seconds)

    def free_at(self, now: float, amount: int) -> float:
        missing = amount - self.left(now)
        if missing <= 0 or amount > self.rule.limit:
            return now if missing <= 0 else inf
        return self._log.expiry(self._name, int(missing) - 1) + self.rule.seconds

    def next_at(self, now: float) -> float:
        used = self.rule.limit - self.left(now)
        return self._log.expiry(self._name, 0) + self.rule.seconds if used else now

    def charge(self, now: float, amount: int) -> None:
        self._log.add(self._name, now, amount)


class _BucketMeter:
    """Refills continuously. One number is its whole state: the time at which it is full again."""

    def __init__(self, log: HitLog, name: str, rule: Bucket) -> None:
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
