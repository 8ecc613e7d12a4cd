"""A ledger in memory, for one process."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from .._estimator import DEFAULT_ARRIVAL_MARGIN, FIRST_CONTACT, new_estimator
from .._ledger import Ledger
from .._limits import PUBLISHED_LIMITS, Limit
from .base import HEALTHY, Decision, Mark, apply, restamped

_NOTHING = Decision(())


class MemoryStore:
    """A store in memory, shared by the threads and event loops of this process but not by other processes.

    It is the default store of `RateLimiter` and has the same arguments.

    Raises:
        ValueError: A limit has an amount below 1 or a length that is not positive.
    """

    inline = True
    health = HEALTHY

    def __init__(
        self,
        limits: Sequence[Limit] = PUBLISHED_LIMITS,
        *,
        arrival_margin: float = DEFAULT_ARRIVAL_MARGIN,
        first_contact: int = FIRST_CONTACT,
        assumed: bool = False,
        yielding: bool = True,
        now: Callable[[], float] = time.monotonic,
        unix: Callable[[], float] = time.time,
    ) -> None:
        self.ledger = Ledger(
            new_estimator(limits, arrival_margin, first_contact, assumed=assumed, yielding=yielding)
        )
        self._now = now
        self._unix = unix

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        ledger, now = self.ledger, self._now()
        if marks:
            offset = self._unix() - now
            for mark in marks:
                apply(ledger, mark, offset)
        if not demands:
            return _NOTHING
        stamps: list[float] = []
        for tokens in demands:
            stamp = ledger.admit(now, tokens)
            if stamp is None:
                return Decision(stamps, ledger.retry_at, ledger.estimator.backoff.daily_until)
            stamps.append(stamp)
        return Decision(stamps)

    def restamp(self, mark: Mark) -> float:
        return restamped(mark, mark.at, self.ledger.estimator)

    def view(self) -> Ledger:
        return self.ledger

    read = view

    def after_fork(self) -> None:
        return
