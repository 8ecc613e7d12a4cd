"""Back-off after rejections: increasing pauses, and a slower pace while other clients are active."""

from __future__ import annotations

from math import inf

from msgspec import Struct

from ._server_clock import ROUNDING
from ._snapshot import Moment

_CONSECUTIVE_WITHIN = 120.0
"""Seconds within which another rejection counts as consecutive: two published burst windows."""
_SHORTEST, _LONGEST = 0.5, 60.0
"""Seconds of the first and of the longest pause if the server reports no wait. Source: DigitalOcean's advice on retries
of serverless inference (12 June 2026): exponential back-off from 500 ms, at most 60 s."""
_SHORTEST_FULL = 1.0
"""Minimum pause in seconds for a full limit. Same source."""
_LONGEST_FULL = 30.0
"""Maximum seconds added to a reset that proved too early, for windows of up to 7.5 min."""
RECOVERY = 3.0
"""Time without a rejection in which the pace recovers completely from zero, as a multiple of the longest window."""
_MIN_PACE_FACTOR = 1 / 64
"""Minimum fraction of the usual pace: six halvings, which sixteen processes that share nothing need."""
_DAY_UNKNOWN = 3600.0
"""Seconds without requests after a daily cap whose end no header reports."""
_LONGEST_DAY = 90_000.0
"""Maximum duration of a daily cap: a day, plus an hour for differences of clocks and time zones."""


class Backoff(Struct):
    """The recent rejections and the pauses that follow. Times are seconds of the ledger's clock."""

    consecutive: int = 0
    at: Moment = -inf
    """When the last rejection was received that was not caused by requests already in flight."""
    unrecovered: int = 0
    """Rejections not yet offset by accepted requests. They determine the length of the next pause."""
    pace_after_rejection: float = 1.0
    """Fraction of the usual pace directly after the last rejection, for use while other clients are active."""
    pause_until: Moment = -inf
    daily_until: Moment = -inf
    """Until when the daily cap is known to be in force."""

    def pace_factor(self, now: float, scale: float = 3600.0) -> float:
        """Return the fraction of the usual pace to use while other clients are active.

        Each rejection halves it, and time restores it, so processes that share nothing converge to equal shares.
        `scale` is the length of the longest window in seconds, or more if there are many other clients.
        """
        return min(1.0, self.pace_after_rejection + max(0.0, now - self.at) / (RECOVERY * scale))

    def record_rejection(self, sent: float, now: float, scale: float = 3600.0) -> bool:
        """Record that a request released at `sent` was rejected. Return whether this is new information.

        Rejections of requests that were in flight at an earlier rejection are not new. Nothing is released during a
        pause, so a request sent during one was released earlier and waited for a connection.
        """
        if sent < max(self.at, self.pause_until):
            return False
        self.consecutive = self.consecutive + 1 if now - self.at <= _CONSECUTIVE_WITHIN else 1
        self.unrecovered = max(self.unrecovered + 1, self.consecutive)
        self.pace_after_rejection = max(_MIN_PACE_FACTOR, self.pace_factor(now, scale) / 2)
        self.at = now
        return True

    def record_success(self, sent: float) -> bool:
        """Record that a request released at `sent` was accepted. Return whether this ends a series of rejections."""
        self.unrecovered = max(0, self.unrecovered - 1)
        if self.consecutive and sent >= self.at:
            self.consecutive = 0
            return True
        return False

    def pause(self, until: float) -> None:
        self.pause_until = max(self.pause_until, until + ROUNDING)

    def full(self, now: float, until: float, seconds: float) -> None:
        """Pause until `until`, when the server reports that a full limit of `seconds` has room again."""
        too_early = until <= now or self.unrecovered > 2
        until = max(until, now + _SHORTEST_FULL)
        if too_early:
            until += min(max(_LONGEST_FULL, seconds / 15), self._exponential(self.unrecovered))
        self.pause(until)

    def overloaded(self, now: float) -> None:
        """Pause after a rejection that reports no wait."""
        self.pause_until = max(self.pause_until, now + self._exponential(self.consecutive - 1))

    def daily_cap_reached(self, now: float, until: float | None) -> None:
        """Record that the daily cap is reached, until `until` or for an hour."""
        until = now + _DAY_UNKNOWN if until is None else min(until, now + _LONGEST_DAY)
        self.daily_until = max(self.daily_until, until)

    @staticmethod
    def _exponential(times: int) -> float:
        return min(_LONGEST, _SHORTEST * 2.0 ** max(0, min(times, 8)))
