"""Admits or rejects requests by the limits, and writes the headers that report them."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from do_inference.emulator._errors import Refusal
from do_inference.emulator._limits.log import HitLog, MemoryLog
from do_inference.emulator._limits.meters import Meter, meter
from do_inference.emulator._limits.rules import Bucket, Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from do_inference.emulator._limits.rules import Limits


@dataclass(frozen=True, slots=True)
class LimitState:
    """One limit of one key, for the page."""

    owner: str
    name: str
    unit: str
    bucket: bool
    limit: int
    used: int
    seconds: float
    """The length of a window, or the time in which a bucket refills."""
    next_at: float
    """When the next used unit becomes free; 0 where none is used."""


@dataclass(slots=True)
class Verdict:
    """Whether a request is admitted, and the headers that any response to it carries."""

    headers: dict[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None


class Keeper:
    """Applies the limits to every key. `limits` may be replaced at any time; what was used stays used."""

    def __init__(self, limits: Limits, log: HitLog | None = None) -> None:
        self.limits = limits
        self._log: HitLog = log or MemoryLog()
        self._asked = 0
        self._random = random.Random(0)

    def admit(self, owner: str, now: float, tokens: int = 0) -> Verdict:
        """Charge one request of `owner` with an estimate of its `tokens`, or reject it."""
        if not self.limits.rules:
            return Verdict()
        self._asked += 1
        with self._log.hold():
            meters = self._meters(owner)
            full = next((m for m in meters if m.free_at(now, _size(m, max(1, tokens))) > now), None)
            if full is None or self.limits.refused_count:
                for one in meters:
                    amount = 1 if one.rule.unit == "requests" else (tokens if full is None else 0)
                    if amount:
                        one.charge(now, amount)
            headers = self._headers(meters, now, full, tokens)
            refusal = self._refusal(full, now) if full is not None else None
        return Verdict(headers, refusal)

    def settle(
        self, owner: str, now: float, tokens: int, estimate: int = 0, headers: dict[str, str] | None = None
    ) -> None:
        """Correct the charge of `estimate` to the `tokens` that were used; update `headers` if they are given."""
        meters = self._meters(owner)
        if tokens == estimate or not any(one.rule.unit == "tokens" for one in meters):
            return
        with self._log.hold():
            for one in meters:
                if one.rule.unit == "tokens":
                    one.charge(now, tokens - estimate)
            if headers is not None:
                headers.update(self._headers(meters, now, None, tokens))

    def states(self, now: float) -> list[LimitState]:
        """Every limit of every key that was used."""
        found = []
        rules = {rule.name: rule for rule in self.limits.rules}
        for name in self._log.names():
            owner, _, kind = name.rpartition("|")
            rule = rules.get(kind)
            if rule is None:
                continue
            with self._log.hold():
                one = meter(self._log, owner, rule)
                used, bucket = math.ceil(rule.limit - one.left(now)), isinstance(rule, Bucket)
                next_at = one.next_at(now) if used > 0 else 0.0
            found.append(LimitState(owner, kind, rule.unit, bucket, rule.limit, used, rule.seconds, next_at))
        return sorted(found, key=lambda state: (state.owner, -state.seconds, state.name))

    def uses(self, owner: str, name: str) -> list[tuple[float, int]]:
        """When how much of a window was used, oldest first; empty for a bucket."""
        return self._log.times(f"{owner}|{name}")

    def _meters(self, owner: str) -> list[Meter]:
        return [meter(self._log, owner, rule) for rule in self.limits.rules]

    def _refusal(self, full: Meter, now: float) -> Refusal:
        rule = full.rule
        headers: dict[str, str] = {}
        if isinstance(rule, Window) and rule.burst and self.limits.retry_after:
            headers["retry-after"] = str(max(1, math.ceil(full.free_at(now, 1) - now)))
        if rule.unit == "tokens" and rule.name.endswith("day"):
            return Refusal(
                429, "Daily token limit reached for this model. Try again tomorrow.", headers=headers
            )
        if rule.unit == "tokens":
            return Refusal(429, "Tokens per minute limit reached.", headers=headers)
        return Refusal(429, headers=headers)

    def _headers(
        self, meters: Sequence[Meter], now: float, full: Meter | None, tokens: int
    ) -> dict[str, str]:
        if self.limits.hidden:
            return {}
        family = self.limits.family
        windows = [
            m for m in meters if (isinstance(m.rule, Window) or family != "by kind") and family != "live"
        ]
        return {
            **(self._published(windows, now, full) if windows else {}),
            **self._live([m for m in meters if m not in windows], now, full, tokens),
        }

    def _published(self, meters: Sequence[Meter], now: float, full: Meter | None) -> dict[str, str]:
        first = meters[0]
        counted = meters if self.limits.smallest else meters[:1]
        left = 0 if full in meters else min(self._remaining(one, now) for one in counted)
        return {
            "ratelimit-limit": str(first.rule.limit),
            "ratelimit-remaining": str(left),
            "ratelimit-reset": str(math.ceil(first.next_at(now))),
        }

    def _live(self, meters: Sequence[Meter], now: float, full: Meter | None, tokens: int) -> dict[str, str]:
        """Limit, remaining, and when a request of the same size fits: 0 if one fits at once, or if none ever does."""
        headers: dict[str, str] = {}
        for one in meters:
            if full is not None and full.rule.unit == "requests" and one.rule.unit != "requests":
                continue
            at = one.free_at(now, _size(one, max(1, tokens)))
            headers[f"x-ratelimit-limit-{one.rule.name}"] = str(one.rule.limit)
            headers[f"x-ratelimit-remaining-{one.rule.name}"] = str(self._remaining(one, now))
            headers[f"x-ratelimit-reset-{one.rule.name}"] = str(math.ceil(at) if now < at < math.inf else 0)
        return headers

    def _remaining(self, one: Meter, now: float) -> int:
        limit, left = one.rule.limit, one.left(now)
        if self.limits.replicas > 1 and one.rule.name.endswith("day"):
            left = limit - (limit - left) * (1 + self._asked % self.limits.replicas) / self.limits.replicas
        if self.limits.jitter:
            left += limit * self.limits.jitter * self._random.uniform(-1, 1)
        return max(0, min(limit, math.floor(left)))


def _size(one: Meter, tokens: int) -> int:
    """What a request of so many tokens uses of a limit."""
    return 1 if one.rule.unit == "requests" else tokens
