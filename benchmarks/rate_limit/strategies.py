"""Strategies that decide when a client sends: the one of this package, and those of other clients."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Protocol

from do_inference.rate_limit._estimator import new_estimator
from do_inference.rate_limit._headers import read_observation
from do_inference.rate_limit._ledger import Ledger
from do_inference.rate_limit._limits import PUBLISHED_LIMITS, Limit

from .server import EPOCH, Answer


class Strategy(Protocol):
    """Decides for one process (or for all that share it)."""

    retry_at: float
    """When to call `admit` again after it returned None."""

    def admit(self, now: float) -> float | None:
        """Let one request go, or say no. The value returned is handed back with what becomes of it."""
        ...

    def responded(self, ticket: float, sent: float, now: float, answer: Answer) -> None: ...

    def retry_after(self, attempt: int, answer: Answer | None, now: float) -> float | None:
        """Seconds until attempt number `attempt` + 1 enters the queue, or None to give up."""
        ...


class Shipped:
    """The strategy of the SDK, with the same input as from its transport."""

    def __init__(
        self,
        skew: float = 0.0,
        *,
        limits: Sequence[Limit] = PUBLISHED_LIMITS,
        assumed: bool = True,
        yielding: bool = True,
    ) -> None:
        self.limits, self.assumed, self.yielding = limits, assumed, yielding
        self.skew = skew
        self.retry_at = 0.0
        self.forget()

    def forget(self) -> None:
        """Reset to the configuration, like a new process or a store that lost its data."""
        self.ledger = Ledger(new_estimator(self.limits, assumed=self.assumed, yielding=self.yielding))

    def admit(self, now: float) -> float | None:
        stamp = self.ledger.admit(now)
        if stamp is None:
            self.retry_at = self.ledger.retry_at
        return stamp

    def responded(self, ticket: float, sent: float, now: float, answer: Answer) -> None:
        self.ledger.settle(ticket, now)
        self.ledger.observe(read_observation(answer.status, answer.headers), sent, now, EPOCH + self.skew)

    def retry_after(self, attempt: int, answer: Answer | None, now: float) -> float | None:
        return 0.0


class UsualRetries:
    """The strategy of most SDKs: send at once, retry a few times, back off from 0.5 to 8 s, use `retry-after`."""

    def __init__(self, retries: int, seed: int = 0) -> None:
        self.retries = retries
        self.retry_at = 0.0
        self.random = random.Random(seed)

    def admit(self, now: float) -> float | None:
        return now

    def responded(self, ticket: float, sent: float, now: float, answer: Answer) -> None:
        return

    def retry_after(self, attempt: int, answer: Answer | None, now: float) -> float | None:
        if attempt > self.retries:
            return None
        reported = float(answer.headers.get("Retry-After", 0)) if answer else 0.0
        if 0 < reported <= 60:
            return reported
        return min(0.5 * 2.0 ** min(attempt - 1, 10), 8.0) * (1 - 0.25 * self.random.random())


class Buckets(UsualRetries):
    """Token buckets that refill evenly: (burst, per second) each."""

    def __init__(self, *buckets: tuple[float, float], retries: int = 2, seed: int = 0) -> None:
        super().__init__(retries, seed)
        self.buckets = buckets
        self.levels = [burst for burst, _ in buckets]
        self.at = 0.0

    def admit(self, now: float) -> float | None:
        for index, (burst, rate) in enumerate(self.buckets):
            self.levels[index] = min(burst, self.levels[index] + (now - self.at) * rate)
        self.at = now
        wait = max((1 - level) / rate for level, (_, rate) in zip(self.levels, self.buckets, strict=True))
        if wait > 1e-9:
            self.retry_at = now + wait
            return None
        self.levels = [level - 1 for level in self.levels]
        return now
