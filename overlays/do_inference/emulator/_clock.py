"""Time as the emulator sees it: the machine's, or one that a test moves."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class EmulatorClock(Protocol):
    """Unix time in seconds. Limits, jobs, expiries and timestamps all go by it."""

    def now(self) -> float: ...


class RealClock:
    """The machine's clock."""

    def now(self) -> float:
        return time.time()


class VirtualClock:
    """A clock that stands still until it is moved. May be moved from any thread."""

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        self._now = start

    def now(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        """Move on by `seconds`; raises ValueError for a negative number, since limits rely on time going forward."""
        if seconds < 0:
            raise ValueError(f"a clock cannot go back, but was told to by {-seconds} s")
        self._now += seconds


def timestamp(at: float) -> str:
    """Unix time as RFC 3339 with nine fractional digits, as the service writes it."""
    whole = int(at)
    nanos = round((at - whole) * 1e9) % 1_000_000_000
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{nanos:09d}Z"
