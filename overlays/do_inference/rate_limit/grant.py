"""Leave to send one request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .sighting import read_sighting
from .stores.base import Mark

if TYPE_CHECKING:
    from .limiter import RateLimiter

_TOO_MANY = 429
_LATE = 0.05
"""Seconds after its release from which on a sending counts as late."""


class Grant:
    """Leave to send one request, and the place to say what became of it. Every method may be called from any thread."""

    __slots__ = ("_done", "_first_stamp", "_limiter", "_stamp", "released_at", "tokens")

    def __init__(self, limiter: RateLimiter, stamp: float, released_at: float, tokens: int) -> None:
        self._limiter = limiter
        self._stamp = self._first_stamp = stamp
        self._done = False
        self.released_at = released_at
        """`time.monotonic()` seconds."""
        self.tokens = tokens
        """What was reserved of token limits."""

    def sent(self) -> None:
        """The request leaves only now: it waited for a connection."""
        now = self._limiter.clock.monotonic()
        if not self._done and now - self.released_at > _LATE:
            self.released_at = now
            self._note(Mark("sent", self._stamp, now))

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """The answer has begun to come."""
        if self._done:
            return
        self._done = True
        now = self._limiter.clock.monotonic()
        settled = Mark("settled", self._stamp, now)
        sighting = read_sighting(status, headers)
        seen = Mark("seen", at=now, sighting=sighting, sent=self.released_at)
        self._limiter.note_seen(sighting, now)
        self._note(settled, seen)

    def refused(self, headers: Mapping[str, str]) -> None:
        """The body of an answer says that it is a refusal, although its status was a successful one."""
        sighting = read_sighting(_TOO_MANY, headers)
        self._limiter.note(
            Mark("seen", at=self._limiter.clock.monotonic(), sighting=sighting, sent=self.released_at)
        )

    def lost(self) -> None:
        """No answer will come, but the server may have counted the request."""
        if not self._done:
            self._done = True
            self._limiter.note_lost(Mark("lost", self._stamp, self._limiter.clock.monotonic()))

    def cancel(self) -> None:
        """The request was never sent: its place is free again."""
        if not self._done:
            self._done = True
            self._limiter.note(Mark("cancelled", self._stamp, self._first_stamp, tokens=self.tokens))

    def used(self, total_tokens: int) -> None:
        """What the request really took of token limits, as its usage says."""
        if total_tokens != self.tokens:
            estimate, self.tokens = self.tokens, total_tokens
            self._limiter.note(Mark("used", self._first_stamp, tokens=estimate, total=total_tokens))

    def daily_cap(self, until_unix: float | None = None) -> None:
        """The text of a refusal says that the day's quota is used up. Calls fail at once until then, or for an hour."""
        clock = self._limiter.clock
        now = clock.monotonic()
        until = 0.0 if until_unix is None else until_unix - clock.unix() + now
        self._limiter.note(Mark("daily", at=now, sent=until))

    def _note(self, *marks: Mark) -> None:
        first = marks[0]
        self._limiter.note(*marks)
        self._stamp = self._limiter.restamp(first)
