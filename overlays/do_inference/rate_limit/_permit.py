"""Permits, each of which allows one request and receives reports about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ._stores.base import Mark

if TYPE_CHECKING:
    from ._limiter import RateLimiter

_LATE = 0.05
"""Seconds between release and sending that need no correction, because the arrival margin covers them."""


class Permit:
    """The permission to send one request. Its thread-safe methods report what happens to the request.

    Call `responded` when the headers of the response arrive, or else `lost` or `cancel`. Only the first of these calls
    counts. Without one, the request counts as in flight for the arrival margin, and in each window for its length.

    Example:
        ```python
        permit = limiter.acquire(tokens=500)
        try:
            response = send(request)
        except ConnectionRefusedError:
            permit.cancel()
            raise
        permit.responded(response.status, response.headers)
        permit.used(response.total_tokens)
        ```
    """

    __slots__ = ("_done", "_first_stamp", "_limiter", "_stamp", "released_at", "tokens")

    def __init__(self, limiter: RateLimiter, stamp: float, released_at: float, tokens: int) -> None:
        self._limiter = limiter
        self._stamp = self._first_stamp = stamp
        self._done = False
        self.released_at = released_at
        """When the request was released or, if later, sent: `time.monotonic()` seconds."""
        self.tokens = tokens
        """The tokens reserved in the token limits."""

    def sent(self) -> None:
        """Report that the request is sent only now, because it waited for a connection."""
        now = self._limiter.clock.monotonic()
        if not self._done and now - self.released_at > _LATE:
            self.released_at = now
            late = Mark("sent", self._stamp, now)
            self._limiter.record(late)
            self._stamp = self._limiter.restamp(late)

    def responded(self, status: int, headers: Mapping[str, str]) -> None:
        """Report the status and headers of the response. Never raises.

        After a status of 429 the limiter waits as the headers require. A repeated request needs another permit.
        """
        if self._done:
            return
        self._done = True
        self._limiter.record_response(self._stamp, self.released_at, status, headers)

    def repeatable_in(self) -> float:
        """Return the predicted seconds until the same request could start again."""
        return self._limiter.predicted_wait(self.tokens)

    def rejected(self, headers: Mapping[str, str]) -> None:
        """Report that the body of a response with a successful status rejects the request."""
        self._limiter.record_rejection(self.released_at, headers)

    def lost(self) -> None:
        """Report that there will be no response, and that the server may have counted the request."""
        if not self._done:
            self._done = True
            self._limiter.record_lost(Mark("lost", self._stamp, self._limiter.clock.monotonic()))

    def cancel(self) -> None:
        """Report that the request was never sent, so that another one can start instead."""
        if not self._done:
            self._done = True
            self._limiter.record(
                Mark("cancelled", self._stamp, self._first_stamp, tokens=self.tokens), urgent=True
            )

    def used(self, total_tokens: int) -> None:
        """Report the tokens that the request used, from the usage in its response."""
        if total_tokens != self.tokens:
            estimate, self.tokens = self.tokens, total_tokens
            self._limiter.record_used(self._first_stamp, estimate, total_tokens)

    def daily_cap(self, until_unix: float | None = None) -> None:
        """Report that the server rejected the request because the daily quota is used up.

        All calls fail immediately until `until_unix` (Unix time, a day ahead at most), by default for an hour.
        """
        clock = self._limiter.clock
        now = clock.monotonic()
        until = 0.0 if until_unix is None else until_unix - clock.unix() + now
        self._limiter.record(Mark("daily", at=now, sent=until), urgent=True)
