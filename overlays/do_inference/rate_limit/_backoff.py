"""What rejections ask for: a pause, a longer one after each, and a slower pace next to other clients."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from ._server_clock import ROUNDING
from ._snapshot import MOMENT

_CONSECUTIVE_WITHIN = 120.0
"""Seconds within which another rejection counts as one in a row: two of the published burst windows."""
_SHORTEST, _LONGEST = 0.5, 60.0
"""Seconds of the first pause and of the longest where the server names none. Source: DigitalOcean's advice on retries
of serverless inference (12 June 2026): exponential back-off from 500 ms, at most 60 s."""
_SHORTEST_FULL = 1.0
"""Seconds to leave a full limit alone at the least. Same source."""
_LONGEST_FULL = 30.0
"""Seconds added at the most to a reset that proved too early, for windows of up to 7.5 min."""
RECOVERY = 3.0
"""Lengths of the longest window, without a rejection, in which the pace next to others returns from nothing to all."""
_MIN_PACE_FACTOR = 1 / 64
"""The least part of the usual pace: six halvings, as sixteen processes that share nothing need."""
_DAY_UNKNOWN = 3600.0
"""Seconds to wait after a daily cap whose end no header names, before one request asks again."""
_LONGEST_DAY = 90_000.0
"""The longest that a daily cap can last: a day, and an hour for clocks and time zones."""


@dataclass(slots=True)
class Backoff:
    """The latest rejections. Times are the ledger's clock, in seconds."""

    consecutive: int = 0
    at: float = field(default=-inf, metadata=MOMENT)
    """When the last one came that was news."""
    unrecovered: int = 0
    """Rejections that no success has made up for yet: how long to wait after the next."""
    pace_after_rejection: float = 1.0
    """Part of the usual pace next to other clients, as of the last rejection."""
    pause_until: float = field(default=-inf, metadata=MOMENT)
    daily_until: float = field(default=-inf, metadata=MOMENT)
    """Until when the daily cap is known to be reached."""

    def pace_factor(self, now: float, scale: float = 3600.0) -> float:
        """Part of the usual pace to use next to other clients. Each rejection halves it, time restores it.
        `scale` is the length of the longest window, or more next to many clients.

        So processes that know nothing of each other converge to a share each.
        """
        return min(1.0, self.pace_after_rejection + max(0.0, now - self.at) / (RECOVERY * scale))

    def record_rejection(self, sent: float, now: float, scale: float = 3600.0) -> bool:
        """A request released at `sent` was rejected. Returns whether that is news.

        Requests in flight at the first rejection add nothing to it. Nothing is released in a pause: what was sent in
        one had been waiting for a connection.
        """
        if sent < max(self.at, self.pause_until):
            return False
        self.consecutive = self.consecutive + 1 if now - self.at <= _CONSECUTIVE_WITHIN else 1
        self.unrecovered = max(self.unrecovered + 1, self.consecutive)
        self.pace_after_rejection = max(_MIN_PACE_FACTOR, self.pace_factor(now, scale) / 2)
        self.at = now
        return True

    def record_success(self, sent: float) -> bool:
        """A request released at `sent` was accepted. Returns whether that ends a row of rejections."""
        self.unrecovered = max(0, self.unrecovered - 1)
        if self.consecutive and sent >= self.at:
            self.consecutive = 0
            return True
        return False

    def pause(self, until: float) -> None:
        self.pause_until = max(self.pause_until, until + ROUNDING)

    def full(self, now: float, until: float, seconds: float) -> None:
        """A limit over `seconds` is full until then, as the server reports."""
        too_early = until <= now or self.unrecovered > 2
        until = max(until, now + _SHORTEST_FULL)
        if too_early:
            until += min(max(_LONGEST_FULL, seconds / 15), self._exponential(self.unrecovered))
        self.pause(until)

    def overloaded(self, now: float) -> None:
        """The server rejects without saying for how long."""
        self.pause_until = max(self.pause_until, now + self._exponential(self.consecutive - 1))

    def daily_cap_reached(self, now: float, until: float | None) -> None:
        """The daily cap is reached; waiting minutes does not clear it."""
        until = now + _DAY_UNKNOWN if until is None else min(until, now + _LONGEST_DAY)
        self.daily_until = max(self.daily_until, until)

    @staticmethod
    def _exponential(times: int) -> float:
        return min(_LONGEST, _SHORTEST * 2.0 ** max(0, min(times, 8)))
