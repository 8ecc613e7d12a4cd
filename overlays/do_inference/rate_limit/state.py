"""A look at what a limiter knows."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from do_inference_generated._seam import RateLimitState

from .ledger import Ledger
from .limits import Unit


class WindowState(NamedTuple):
    """One limit, as the limiter sees it."""

    name: str
    limit: int
    seconds: float
    unit: Unit
    remaining: int
    """How much may still go at this moment, going by our own record and what others are known to have taken."""
    told: bool
    """Whether the server has spoken of this limit, or it is only assumed."""


class LimiterState(NamedTuple):
    """What a limiter knows at one moment."""

    limits: tuple[WindowState, ...]
    next_free: float
    """When the next request could go: `time.monotonic()` seconds, now if it could go now."""
    next_free_unix: float
    waiting: int
    """How many calls wait in this process."""
    observed: RateLimitState | None
    """What the last answer said that said anything."""
    observed_at: float | None
    """When that was: `time.monotonic()` seconds."""


def state_of(
    ledger: Ledger, now: float, unix: float, waiting: int, observed: tuple[RateLimitState, float] | None
) -> LimiterState:
    """The state of `ledger` at `now`, `time.monotonic()` seconds."""
    there = now + ledger.offset
    limits = tuple(
        WindowState(
            window.limit.name,
            window.amount,
            window.seconds,
            window.limit.unit,
            max(
                0,
                window.usable
                - ledger.log_of(window).count_after(there - window.seconds)
                - ceil(window.taken(there)),
            ),
            window.told,
        )
        for window in ledger.control.windows
    )
    free = ledger.available_at(there, waiting) - ledger.offset
    said, at = observed or (None, None)
    return LimiterState(limits, free, unix + free - now, waiting, said, at)
