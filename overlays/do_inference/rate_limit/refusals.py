"""What refusals ask for: a pause, patience after it, and a slower pace where others use the same key."""

from __future__ import annotations

from math import inf

from .clock import ROUNDING

_AGAIN = 120.0
"""Seconds within which another refusal counts as one in a row."""
_SHORTEST, _LONGEST = 1.0, 30.0
"""Seconds to leave alone a server that does not say how long."""
RECOVERY = 7200.0
"""Seconds without a refusal in which eagerness comes back from nothing to all."""
_LEAST_EAGER = 1 / 64


class Refusals:
    """The refusals of late. Times are the log's clock, in seconds."""

    __slots__ = ("at", "daily_until", "eager", "in_row", "pause_until", "strain")

    def __init__(self) -> None:
        self.in_row = 0
        self.at = -inf
        """When the last came that was news."""
        self.strain = 0
        """Those that successes have not made up for yet: how patient to be after the next."""
        self.eager = 1.0
        """Part of the usual pace to go at in company, as of the last refusal."""
        self.pause_until = -inf
        self.daily_until = -inf
        """Until when the daily cap is known to be reached."""

    def eagerness(self, now: float) -> float:
        """Part of the usual pace to go at in company: each refusal halves it, time without any brings it back.

        So processes that know nothing of each other come to share what there is.
        """
        return min(1.0, self.eager + max(0.0, now - self.at) / RECOVERY)

    def note(self, sent: float, now: float) -> bool:
        """A request that left at `sent` was refused. Returns whether that is news.

        What was on its way when the server first refused says nothing more than that first refusal did. Nothing is let
        go in a pause: what left in one had been waiting for a connection.
        """
        if sent < max(self.at, self.pause_until):
            return False
        self.in_row = self.in_row + 1 if now - self.at <= _AGAIN else 1
        self.strain = max(self.strain + 1, self.in_row)
        self.eager = max(_LEAST_EAGER, self.eagerness(now) / 2)
        self.at = now
        return True

    def made_up(self, sent: float) -> bool:
        """A request that left at `sent` was accepted. Returns whether that ends a row of refusals."""
        self.strain = max(0, self.strain - 1)
        if self.in_row and sent >= self.at:
            self.in_row = 0
            return True
        return False

    def pause(self, until: float) -> None:
        self.pause_until = max(self.pause_until, until + ROUNDING)

    def full(self, now: float, until: float, seconds: float) -> None:
        """A window of so many `seconds` is full until then, going by the server; past moments are no word."""
        until = max(until, now)
        if until <= now or self.strain > 2:
            until += min(max(_LONGEST, seconds / 15), self._backoff(self.strain))
        self.pause(until)

    def overloaded(self, now: float, retry_after: float | None) -> None:
        """The server has too much to do, whoever asks."""
        if retry_after is None:
            self.pause_until = max(self.pause_until, now + min(_LONGEST, self._backoff(self.in_row - 1)))
        else:
            self.pause(now + retry_after)

    def day_is_over(self, now: float, until: float | None) -> None:
        """The daily cap is reached; waiting minutes does not clear it."""
        self.daily_until = max(self.daily_until, now + 3600.0 if until is None else until)

    @staticmethod
    def _backoff(times: int) -> float:
        return _SHORTEST * 2.0 ** max(0, min(times, 8))
