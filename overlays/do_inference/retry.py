"""Decides whether and when a failed attempt is retried. This module performs no I/O and does not wait.

Connection errors, timeouts, and the statuses 408, 429 and 5xx are retried. If the connection is lost after the request
was sent, the server may have processed it. The request is retried nevertheless, as in other SDKs, so that a generation
may be billed twice. `max_retries=0` disables retries for a client or for one call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from ._tls import is_untrusted
from .errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    DeadlineError,
    StreamTruncated,
)
from .rate_limit._headers import ReportedLimit, read_observation, seconds_to_reset

_SHORTEST_WAIT_FOR_A_RESET: Final = 1.0
"""Seconds. Servers report resets in whole seconds, so a reported reset may be up to a second early."""
_FIRST_BACKOFF, _LONGEST_BACKOFF = 0.5, 60.0
"""Seconds to wait for an exhausted limit that reports no reset: doubled after each rejection, up to one minute, the
window of the shortest limit.
"""
_LASTING: Final = frozenset({"daily_cap", "insufficient_balance"})
"""Reasons that last longer than a call waits."""


class RetryEvent(NamedTuple):
    """An imminent retry, passed to `on_retry`.

    Example:
        def log(event: RetryEvent) -> None:
            print(f"{event.operation}: attempt {event.attempt} failed, retrying in {event.delay:.1f} s")

        client = Client(on_retry=log)
    """

    operation: str
    """The operationId."""
    attempt: int
    """The number of the failed attempt, from 1."""
    max_retries: int
    """The maximum number of retries of the call."""
    delay: float
    """The estimated number of seconds until the next attempt, including the time in the queue of the rate limiter."""
    error: APIError
    """The error of the failed attempt."""


RetryHook: TypeAlias = Callable[[RetryEvent], None]
AsyncRetryHook: TypeAlias = Callable[[RetryEvent], Awaitable[None] | None]


class RetryDecision(NamedTuple):
    """Whether to retry after a failed attempt, and when."""

    delay: float | None
    """Seconds to wait before the next attempt; None if the call is not retried."""
    reason: str = ""
    """Why the call is not retried, and how to change that; empty if the error explains it."""
    requested: float | None = None
    """Seconds to wait as requested by the server; None if it requests no wait."""


def _random() -> float:
    from random import random  # Imported here for start-up time: most calls are not retried.

    return random()  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How failed attempts are retried. All times are in seconds.

    The wait before a retry is the one that the server requests, plus 0.25 to 0.5 seconds. If it requests none, the wait
    is random, with an upper bound that doubles after each attempt.

    Raises `TypeError` or `ValueError` for values of the wrong type and for negative values.

    Example:
        client = Client(retry=RetryPolicy(max_retries=5, budget=300))
    """

    max_retries: int = 2
    """Maximum number of retries after a failed attempt; 0 disables retries."""
    initial: float = 0.5
    """Upper bound of the first wait if the server requests none. It doubles with each further attempt."""
    maximum: float = 8.0
    """Upper bound of all waits that the server does not request."""
    budget: float = 60.0
    """Upper bound of the sum of the waits of one call, including those that the server requests. If the next wait would
    exceed it, the call raises the error immediately. Time in the queue of the rate limiter does not count; `max_wait`
    limits it.
    """
    max_rejections: int = 10
    """How often a request returns to the queue of the rate limiter after the server rejected it because of the rate
    limit, which happens if other processes use the same key. These rejections do not count towards `max_retries`,
    unless it is 0; their waits count towards `budget`.
    """
    random: Callable[[], float] = field(default=_random, repr=False)
    """Returns a random number from 0 to 1. Replace it in tests."""

    def __post_init__(self) -> None:
        """Validate the fields. Raises `TypeError` or `ValueError`."""
        retries(self.max_retries)
        retries(self.max_rejections, "max_rejections")
        for name in ("initial", "maximum", "budget"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise TypeError(f"{name} must be a number of seconds, not {type(value).__name__}")
            if not value >= 0:
                raise ValueError(f"{name} must be 0 seconds or more, not {value}")

    def decide(
        self,
        error: Exception,
        *,
        attempt: int,
        waited: float,
        now: float,
        left: float | None = None,
        max_retries: int | None = None,
        rejections: int = 0,
    ) -> RetryDecision:
        """Return whether and when to retry after attempt number `attempt` (from 1) ended in `error`.

        `waited` is the sum of the previous waits of the call, `now` the Unix time, and `left` the time in seconds until
        the deadline. If `error` is a rejection that the limiter counts, `rejections` is their number so far, including
        `error`; otherwise it is 0. `attempt` does not include them.
        """
        allowed = self.max_retries if max_retries is None else max_retries
        if not is_retryable(error):
            return RetryDecision(None)
        if rejections:
            if rejections > self.max_rejections:
                return RetryDecision(
                    None,
                    f"not retried: the server rejected the request {rejections} times because of the rate limit, "
                    "probably because other processes use the same key; pass retry=RetryPolicy(max_rejections=...) "
                    "to retry more often",
                )
            if not allowed:
                return RetryDecision(None)
        elif attempt > allowed:
            return RetryDecision(None)
        exhausted = _exhausted_limits(error)
        requested = _requested_wait(error, exhausted, now)
        if requested is not None:
            # Other clients receive the same time from the server; the random part spreads their retries.
            least, delay = requested, requested + 0.25 * (1 + self.random())
        else:
            least = delay = self._backoff(rejections or attempt, used_up=bool(exhausted))
        whose = "the next wait would be" if requested is None else "the server requests a wait of"
        if waited + least > self.budget:
            before = f", of which {waited:.0f} s are used" if waited else ""
            reason = (
                f"not retried: {whose} {least:.0f} s, the budget for waiting is {self.budget:g} s{before}"
            )
            return RetryDecision(
                None, f"{reason}; pass retry=RetryPolicy(budget=...) to wait longer", requested
            )
        if left is not None and delay >= left:
            reason = f"not retried: {whose} {least:.1f} s, the deadline is in {max(left, 0.0):.1f} s"
            return RetryDecision(None, reason, requested)
        return RetryDecision(delay, "", requested)

    def _backoff(self, times: int, *, used_up: bool) -> float:
        """Return the wait if the server requests none; longer for an exhausted limit, which needs time to refill."""
        doubled = 2.0 ** min(times - 1, 30)
        if used_up:
            return min(_LONGEST_BACKOFF, _FIRST_BACKOFF * doubled * (1 + 0.5 * self.random()))
        return min(self.maximum, self.initial * doubled) * self.random()


def retries(value: object, name: str = "max_retries") -> int:
    """Return `value` if it is a valid number of retries. Raises `TypeError` or `ValueError`."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    if value < 0:
        raise ValueError(f"{name} must be 0 or more, not {value}")
    return value


def is_retryable(error: Exception) -> bool:
    """Return whether another attempt may succeed."""
    if isinstance(error, DeadlineError):
        return False
    if isinstance(error, APIStatusError):
        if error.reason in _LASTING:
            return False
        return error.status_code in (408, 429) or error.status_code >= 500
    if isinstance(error, APIConnectionError):
        return not is_untrusted(error)  # A retry meets the same certificate.
    return isinstance(error, StreamTruncated)


def _exhausted_limits(error: Exception) -> list[ReportedLimit]:
    """Return the limits that a 429 reports as exhausted.

    If a response with status 200 reports the 429 in its body, its headers describe the accepted request, not the error.
    """
    if not isinstance(error, APIStatusError) or error.response is None or error.response.status_code != 429:
        return []
    return [limit for limit in read_observation(429, error.response.headers).reported if limit.remaining == 0]


def _requested_wait(error: Exception, exhausted: list[ReportedLimit], now: float) -> float | None:
    """Return the wait that the server requests: `retry-after`, else the time until the next reset of an exhausted
    limit.

    Resets of limits with room left do not request a wait: every response contains them.
    """
    if not isinstance(error, APIStatusError):
        return None
    if error.retry_after is not None or not exhausted or error.response is None:
        return error.retry_after
    date = read_observation(429, error.response.headers).date
    resets = [seconds_to_reset(limit.reset, now if date is None else date) for limit in exhausted]
    nearest = min((seconds for seconds in resets if seconds is not None), default=None)
    return None if nearest is None else max(nearest, _SHORTEST_WAIT_FOR_A_RESET)
