"""The clocks of the emulator: the system's, and one that tests advance."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class EmulatorClock(Protocol):
    """A source of Unix time in seconds, for limits, jobs, expiry and timestamps."""

    def now(self) -> float: ...


class RealClock:
    """The system clock."""

    def now(self) -> float:
        return time.time()


class VirtualClock:
    """A clock that only `advance` moves, from any thread.

    clock = VirtualClock()
    with Emulator(clock=clock, limits="window:1/60") as emulator:
        clock.advance(60)  # the next request is accepted
    """

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        self._now = start

    def now(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        """Advance by `seconds`. Raises ValueError for a negative number, since limits require a monotonic clock."""
        if seconds < 0:
            raise ValueError(f"a clock cannot go back; the requested step is {seconds} s")
        self._now += seconds


def timestamp(at: float) -> str:
    """Format Unix time as RFC 3339 with nine fractional digits, as the service does."""
    whole = int(at)
    nanos = round((at - whole) * 1e9) % 1_000_000_000
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{nanos:09d}Z"
