"""The server of the simulation: sliding windows in which every request has its own timer, exactly as published."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from math import ceil
from typing import NamedTuple

EPOCH = 1_800_000_000.0
"""Unix time at which every simulation begins."""


class Rule(NamedTuple):
    """At most `amount` requests in any `seconds`."""

    amount: int
    seconds: float


PUBLISHED = (Rule(5000, 3600.0), Rule(250, 60.0))


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]


@dataclass
class Server:
    """Counts what arrives. `told` is the rule its headers speak of; any other rule shows only when it refuses."""

    rules: Sequence[Rule] = PUBLISHED
    told: int = 0
    family: str = "published"
    refusals_count: bool = False
    stale: float = 0.0
    """How often a replica tells a remaining value that is a few requests old."""
    logs: list[deque[float]] = field(default_factory=list)
    granted: int = 0
    refused_burst: int = 0
    refused_long: int = 0

    def __post_init__(self) -> None:
        self.logs = [deque() for _ in self.rules]

    def arrive(self, now: float, chance: float = 1.0) -> Answer:
        full = None
        for index, (rule, log) in enumerate(zip(self.rules, self.logs, strict=True)):
            while log and log[0] <= now - rule.seconds:
                log.popleft()
            if len(log) >= rule.amount:
                full = index
        if full is None or self.refusals_count:
            for log in self.logs:
                log.append(now)
        if full is None:
            self.granted += 1
            return Answer(200, self._headers(now, self.told, old=3 if chance < self.stale else 0))
        return self._refuse(full, now)

    def _refuse(self, full: int, now: float) -> Answer:
        rule, log = self.rules[full], self.logs[full]
        room_at = log[len(log) - rule.amount] + rule.seconds
        headers = self._headers(now, full)
        if full > 0:
            self.refused_burst += 1
            headers["Retry-After"] = str(max(1, ceil(room_at - now)))
            headers["ratelimit-remaining"] = "0"
        else:
            self.refused_long += 1
        return Answer(429, headers)

    def _headers(self, now: float, index: int, old: int = 0) -> dict[str, str]:
        rule, log = self.rules[index], self.logs[index]
        remaining = max(0, min(rule.amount, rule.amount - len(log) + old))
        reset = int(EPOCH + log[0] + rule.seconds) if log else 0
        headers = {"Date": _http_date(now)}
        if self.family == "live":
            headers["X-RateLimit-Limit-Requests"] = str(rule.amount)
            headers["X-RateLimit-Remaining-Requests"] = str(remaining)
            headers["X-RateLimit-Reset-Requests"] = "0" if remaining else str(reset)
        else:
            headers["ratelimit-limit"] = str(self.rules[self.told].amount)
            headers["ratelimit-remaining"] = str(remaining)
            headers["ratelimit-reset"] = str(reset)
        return headers


def _http_date(now: float) -> str:
    return _written(int(EPOCH + now))


@lru_cache(maxsize=16)
def _written(unix: int) -> str:
    return formatdate(unix, usegmt=True)


def optimum(requests: int, rules: Sequence[Rule]) -> float:
    """Seconds until the last of so many requests can be sent, were there no latency and nothing unknown."""
    times: list[float] = []
    for index in range(requests):
        at = times[-1] if times else 0.0
        for rule in rules:
            if index >= rule.amount:
                at = max(at, times[index - rule.amount] + rule.seconds)
        times.append(at)
    return times[-1]
