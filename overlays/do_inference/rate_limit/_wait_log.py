"""Descriptions of what calls wait for, and the log of waits."""

from __future__ import annotations

import logging
from math import isfinite
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ._bucket import Bucket
    from ._ledger import Ledger
    from ._limiter import Waiting
    from ._window import Window

_NOTICED: Final = 1.0
"""Longer waits in seconds are noticeable at a terminal and are logged with the level INFO."""
_LONG: Final = 5.0
"""Longer waits in seconds are unusual in normal operation and are logged with the level WARNING."""


def level_of(seconds: float) -> int:
    """Return the log level of a wait; 0 for short waits, which are not logged."""
    return logging.WARNING if seconds > _LONG else logging.INFO if seconds > _NOTICED else 0


class WaitLog:
    """A `WaitListener` that logs the start and cause of long waits, and the end of waits that took longer than
    predicted.

    If several long waits begin within a few seconds, only the first is logged as a warning, the others with INFO.
    """

    __slots__ = ("_level", "_logger", "_what")

    def __init__(self, what: str = "a request", logger: str = "do_inference.rate_limit") -> None:
        self._what = what
        self._logger = logger
        self._level = 0

    def wait_began(self, waiting: Waiting) -> None:
        self._level = level_of(waiting.seconds)
        if self._level:
            logging.getLogger(self._logger).log(
                logging.INFO if waiting.repeated else self._level,
                "%s waits about %.1f s for the rate limit, %d calls ahead: %s",
                self._what,
                waiting.seconds,
                waiting.ahead,
                waiting.cause,
            )

    def wait_ended(self, seconds: float) -> None:
        # A predicted long wait was already logged at its start.
        if level_of(seconds) > self._level:
            logging.getLogger(self._logger).info(
                "%s waited %.1f s for the rate limit, longer than predicted", self._what, seconds
            )


def cause_of(ledger: Ledger, now: float, ahead: int, tokens: int) -> str:
    """Return why a call with `ahead` calls before it cannot start at `now`, a time of the ledger's clock."""
    backoff = ledger.estimator.backoff
    if now < backoff.daily_until:
        return f"the daily cap is reached{_until(backoff.daily_until, now)}"
    if now < backoff.pause_until:
        return f"a pause after a rejection{_until(backoff.pause_until, now)}"
    full = [
        (at, limit)
        for limit in ledger.estimator.limits
        if (limit.of_requests or tokens) and (at := _free_at(ledger, limit, now, ahead, tokens)) > now
    ]
    if full:
        at, found = max(full, key=lambda entry: entry[0])
        name, unit = found.limit.name, found.limit.unit
        full_for = "" if ahead else _until(at, now)
        return f"the limit {name} ({found.amount} {unit} in {found.seconds:g} s) is full{full_for}"
    return "requests start slowly until the server reports its limits"


def _free_at(ledger: Ledger, limit: Window | Bucket, now: float, ahead: int, tokens: int) -> float:
    return limit.queue_free_at(now, ahead, limit.needs(tokens), ledger.counts_of(limit))


def _until(at: float, now: float) -> str:
    return f" for {at - now:.1f} s" if isfinite(at) else ""
