"""The server of the simulation: sliding windows in which each request has its own timer, and buckets that refill."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from math import ceil, floor
from typing import Literal, NamedTuple

EPOCH = 1_800_000_000.0
"""Unix time at which every simulation begins."""
_TINY = 1e-9
"""Part of a request by which rounding may make a bucket seem emptier than it is."""


class Rule(NamedTuple):
    """A sliding window: at most `amount` in any `seconds`."""

    amount: int
    seconds: float


class Bucket(NamedTuple):
    """A bucket of `amount` that refills continuously by `refill` requests a second."""

    amount: int
    refill: float


AnyRule = Rule | Bucket
Family = Literal["published", "live", "both", "none"]
Changes = Sequence[tuple[float, Sequence[AnyRule]]]
"""From which second on other rules hold: as many as before, and of the same kinds."""
PUBLISHED = (Rule(5000, 3600.0), Rule(250, 60.0))


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    full: int | None = None
    """The index of the rule that rejected the request. Clients do not see it."""


@dataclass
class Server:
    """Counts what arrives.

    Headers of the published family report the rule `reported`, those of the live family `reported_live`. Other rules
    are visible only when they reject.
    """

    rules: Sequence[AnyRule] = PUBLISHED
    reported: int = 0
    reported_live: int = 0
    family: Family = "published"
    refusals_count: bool = False
    """Whether a window counts the requests that are rejected."""
    retry_after: bool | None = None
    """Whether a rejection by a window carries `retry-after`. None: by any window but the first, as published."""
    smallest: bool = False
    """Whether `ratelimit-remaining` is the smallest of all windows. Limit and reset are those of `reported`."""
    jitter: float = 0.0
    """Part of the limit by which `remaining` is wrong, evenly up and down."""
    jitter_of_value: float = 0.0
    """The same as a part of `remaining`."""
    stale: float = 0.0
    """How often a replica reports a `remaining` that is three requests old."""
    round_up: bool = False
    """Whether the reset of a window is rounded up to whole seconds."""
    dated: bool = True
    """Whether responses carry `Date`."""
    changes: Changes = ()
    granted: int = 0
    logs: list[deque[float]] = field(default_factory=list)
    levels: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.logs = [deque() for _ in self.rules]
        self.levels = [float(rule.amount) for rule in self.rules]
        self._at = 0.0
        self._random = random.Random(1)
        self._changes = deque(self.changes)

    def arrive(self, now: float, chance: float = 1.0) -> Answer:
        self._advance(now)
        full = None
        for index, rule in enumerate(self.rules):
            if not self._fits(index, rule):
                full = index
        if full is None or self.refusals_count:
            for index, rule in enumerate(self.rules):
                if isinstance(rule, Rule):
                    self.logs[index].append(now)
                elif full is None:
                    self.levels[index] -= 1.0
        if full is None:
            self.granted += 1
        headers = self._headers(now, full, old=3 if chance < self.stale else 0)
        return Answer(200 if full is None else 429, headers, full)

    def _advance(self, now: float) -> None:
        while self._changes and self._changes[0][0] <= now:
            self._refill(self._changes[0][0])
            self.rules = self._changes.popleft()[1]
            self.levels = [
                min(level, float(rule.amount)) for level, rule in zip(self.levels, self.rules, strict=True)
            ]
        self._refill(now)
        for rule, log in zip(self.rules, self.logs, strict=True):
            if isinstance(rule, Rule):
                while log and log[0] <= now - rule.seconds:
                    log.popleft()

    def _refill(self, now: float) -> None:
        for index, rule in enumerate(self.rules):
            if isinstance(rule, Bucket):
                level = self.levels[index] + (now - self._at) * rule.refill
                self.levels[index] = min(float(rule.amount), level)
        self._at = now

    def _fits(self, index: int, rule: AnyRule) -> bool:
        if isinstance(rule, Rule):
            return len(self.logs[index]) < rule.amount
        return self.levels[index] >= 1.0 - _TINY

    def _room_at(self, index: int, now: float) -> float:
        """When the rule has room for one request."""
        rule = self.rules[index]
        if self._fits(index, rule):
            return now
        if isinstance(rule, Rule):
            log = self.logs[index]
            return log[len(log) - rule.amount] + rule.seconds
        return now + (1.0 - self.levels[index]) / rule.refill

    def _left(self, index: int) -> int:
        rule = self.rules[index]
        return (
            rule.amount - len(self.logs[index])
            if isinstance(rule, Rule)
            else floor(self.levels[index] + _TINY)
        )

    def _headers(self, now: float, full: int | None, old: int) -> dict[str, str]:
        headers = {"Date": _http_date(now)} if self.dated else {}
        if self.family in ("published", "both"):
            self._report_published(headers, now, full, old)
        if self.family in ("live", "both"):
            index = self.reported_live if full is None or self.family == "both" else full
            self._report_live(headers, now, index, old)
        if full is not None and isinstance(self.rules[full], Rule):
            asks = full > 0 if self.retry_after is None else self.retry_after
            if asks:
                headers["Retry-After"] = str(max(1, ceil(self._room_at(full, now) - now)))
        return headers

    def _report_published(self, headers: dict[str, str], now: float, full: int | None, old: int) -> None:
        windows = [index for index, rule in enumerate(self.rules) if isinstance(rule, Rule)]
        left = min(self._left(index) for index in windows) if self.smallest else self._left(self.reported)
        rule, log = self.rules[self.reported], self.logs[self.reported]
        at = log[0] + rule.seconds if isinstance(rule, Rule) and log else None
        if isinstance(rule, Bucket):
            at = self._room_at(self.reported, now)
        if full is not None and full in windows:
            left, at = 0, self.logs[full][0] + self.rules[full][1]
        reset = 0 if at is None else ceil(EPOCH + at) if self.round_up else int(EPOCH + at)
        headers["ratelimit-limit"] = str(rule.amount)
        headers["ratelimit-remaining"] = str(self._written(left + old, rule.amount))
        headers["ratelimit-reset"] = str(reset)

    def _report_live(self, headers: dict[str, str], now: float, index: int, old: int) -> None:
        rule, left = self.rules[index], self._left(index)
        at = self._room_at(index, now)
        headers["X-RateLimit-Limit-Requests"] = str(rule.amount)
        headers["X-RateLimit-Remaining-Requests"] = str(self._written(left + old, rule.amount))
        headers["X-RateLimit-Reset-Requests"] = str(ceil(EPOCH + at)) if at > now else "0"

    def _written(self, left: int, amount: int) -> int:
        if self.jitter or self.jitter_of_value:
            wrong = self.jitter * amount + self.jitter_of_value * left
            left = round(left + wrong * self._random.uniform(-1.0, 1.0))
        return max(0, min(amount, left))


def _http_date(now: float) -> str:
    return _written(int(EPOCH + now))


@lru_cache(maxsize=16)
def _written(unix: int) -> str:
    return formatdate(unix, usegmt=True)


def schedule(arrivals: Sequence[float], rules: Sequence[AnyRule], changes: Changes = ()) -> list[float]:
    """When each request is accepted if it is sent as early as the rules allow, in order, without latency.

    No other order accepts more requests up to any moment: both kinds of rule only ever gain by an earlier request.
    """
    phases = [(0.0, rules), *changes]
    ends = [*(begin for begin, _ in changes), float("inf")]
    times: list[float] = []
    levels, refilled, phase = [float(rule.amount) for rule in rules], 0.0, 0
    for arrival in arrivals:
        at = max(arrival, times[-1]) if times else arrival
        while True:
            rules = phases[phase][1]
            when = at
            for index, rule in enumerate(rules):
                if isinstance(rule, Rule):
                    if len(times) >= rule.amount:
                        when = max(when, times[len(times) - rule.amount] + rule.seconds)
                else:
                    when = max(when, refilled + (1.0 - levels[index]) / rule.refill)
            until = min(when, ends[phase])
            for index, rule in enumerate(rules):
                if isinstance(rule, Bucket):
                    level = levels[index] + max(0.0, until - refilled) * rule.refill
                    levels[index] = min(float(rule.amount), level)
            refilled = max(refilled, until)
            if when < ends[phase]:
                break
            phase, at = phase + 1, ends[phase]
            for index, rule in enumerate(phases[phase][1]):
                levels[index] = min(levels[index], float(rule.amount))
        levels = [level - 1.0 for level in levels]
        times.append(when)
    return times


def optimum(requests: int, rules: Sequence[AnyRule], changes: Changes = ()) -> float:
    """Seconds until the last of so many requests can be sent, were there no latency and nothing unknown."""
    return schedule([0.0] * requests, rules, changes)[-1]
