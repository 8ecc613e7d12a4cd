"""Decides whether a failed attempt is repeated, and when. Waits for nothing itself.

Repeated are failures of the connection, timeouts, and the statuses 408, 429 and 5xx. A request whose fate is
unknown, because the connection was lost after it was sent, is repeated as well, as other SDKs do: a
generation may then be billed twice. `max_retries=0` turns it off, for a client or for one call.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from ._settings.certificates import is_untrusted
from .errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    DeadlineError,
    StreamTruncated,
)
from .rate_limit._headers import ReportedLimit, read_observation, seconds_to_reset

_SHORTEST_WAIT_FOR_A_RESET: Final = 1.0
"""Servers report resets in whole seconds, so the nearest one may be a second early."""
_FIRST_BACKOFF, _LONGEST_BACKOFF = 0.5, 60.0
"""Seconds to wait for a limit that is used up and reports no reset: twice as long after each refusal, a minute at most,
which is the length of the shortest limit.
"""
_LASTING: Final = frozenset({"daily_cap", "insufficient_balance"})
"""Reasons that the waits of one call do not outlast."""


class RetryEvent(NamedTuple):
    """One retry that is about to happen, for `on_retry`."""

    operation: str
    """The operationId."""
    attempt: int
    """The number of the attempt that failed, from 1."""
    max_retries: int
    delay: float
    """Seconds until the next attempt, by what is known: with the time in the queue of the rate limiter."""
    error: APIError
    """What went wrong."""


RetryHook: TypeAlias = Callable[[RetryEvent], None]
AsyncRetryHook: TypeAlias = Callable[[RetryEvent], Awaitable[None] | None]


class Verdict(NamedTuple):
    """What to do after a failed attempt."""

    delay: float | None
    """Seconds to wait before the next attempt; None to give up."""
    reason: str = ""
    """Why it gives up, if the error itself does not say."""
    requested: float | None = None
    """Seconds that the server asks to wait; None if it asks for no wait."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How failed attempts are repeated. All times are seconds."""

    max_retries: int = 2
    initial: float = 0.5
    """The first wait is a random part of this, and each one after of twice as much."""
    maximum: float = 8.0
    """No wait of our own choice is longer. Waits that the server asks for may be."""
    budget: float = 60.0
    """Seconds that the waits of one call may add up to, with those that the server asks for. If the next wait would be
    longer, the call raises the error immediately. The time in the queue of the rate limiter does not count: `max_wait`
    bounds that.
    """
    max_refusals: int = 10
    """How often a paced request goes back to the queue of the limiter after the server has rejected it for the rate
    limit, which happens if others use the key. These refusals use up no `max_retries`, unless that is 0; their waits
    count for `budget`.
    """
    random: Callable[[], float] = field(default=random.random, repr=False)

    def __post_init__(self) -> None:
        """Raises `TypeError` or `ValueError` for what are no numbers, or negative ones."""
        retries(self.max_retries)
        retries(self.max_refusals, "max_refusals")
        for name in ("initial", "maximum", "budget"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise TypeError(f"{name} must be a number of seconds, not {type(value).__name__}")
            if not value >= 0:
                raise ValueError(f"{name} must be 0 seconds or more")

    def decide(
        self,
        error: Exception,
        *,
        attempt: int,
        waited: float,
        now: float,
        left: float | None = None,
        max_retries: int | None = None,
        refusals: int = 0,
    ) -> Verdict:
        """What to do after attempt number `attempt`, from 1, ended in `error`.

        `waited` is how long the call has waited already, `now` is Unix time and `left` the seconds until the deadline.
        `refusals` is how many refusals the limiter was informed of, with `error` as the last one; 0 if `error` is none.
        `attempt` does not count them.
        """
        allowed = self.max_retries if max_retries is None else max_retries
        if not is_retryable(error):
            return Verdict(None)
        if refusals:
            if refusals > self.max_refusals:
                return Verdict(
                    None, f"refused {refusals} times for the rate limit, which others seem to use as well"
                )
            if not allowed:
                return Verdict(None)
        elif attempt > allowed:
            return Verdict(None)
        full = _full_limits(error)
        requested = _requested_wait(error, full, now)
        if requested is not None:
            # Others receive the same moment from the server; the random part separates them.
            least, delay = requested, requested + 0.25 * (1 + self.random())
        else:
            least = delay = self._backoff(refusals or attempt, used_up=bool(full))
        whose = "the next wait would be" if requested is None else "the server asks to wait"
        if waited + least > self.budget:
            before = f" and has waited {waited:.0f} s" if waited else ""
            reason = (
                f"not retried: {whose} {least:.0f} s, the budget for waiting is {self.budget:g} s{before}"
            )
            return Verdict(None, f"{reason}; pass retry=RetryPolicy(budget=...) to wait longer", requested)
        if left is not None and delay >= left:
            reason = f"not retried: {whose} {least:.1f} s, the deadline is in {max(left, 0.0):.1f} s"
            return Verdict(None, reason, requested)
        return Verdict(delay, "", requested)

    def _backoff(self, times: int, *, used_up: bool) -> float:
        """Seconds of our own choice; longer for a limit that is `used_up`, as it needs time to refill."""
        doubled = 2.0 ** min(times - 1, 30)
        if used_up:
            return min(_LONGEST_BACKOFF, _FIRST_BACKOFF * doubled * (1 + 0.5 * self.random()))
        return min(self.maximum, self.initial * doubled) * self.random()


def retries(value: object, name: str = "max_retries") -> int:
    """A number of retries, checked."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    if value < 0:
        raise ValueError(f"{name} must be 0 or more")
    return value


def is_retryable(error: Exception) -> bool:
    """Whether another attempt may fare better."""
    if isinstance(error, DeadlineError):
        return False
    if isinstance(error, APIStatusError):
        if error.reason in _LASTING:
            return False
        return error.status_code in (408, 429) or error.status_code >= 500
    if isinstance(error, APIConnectionError):
        return not is_untrusted(error)  # It will not be trusted a second later either.
    return isinstance(error, StreamTruncated)


def _full_limits(error: Exception) -> list[ReportedLimit]:
    """The limits that a 429 reports as used up, of both families. Headers of an accepted request whose body reports the
    429 are no evidence.
    """
    if not isinstance(error, APIStatusError) or error.response is None or error.response.status_code != 429:
        return []
    return [limit for limit in read_observation(429, error.response.headers).reported if limit.remaining == 0]


def _requested_wait(error: Exception, full: list[ReportedLimit], now: float) -> float | None:
    """Seconds that the server asks to wait: `retry-after`, else until the nearest reset of a limit that is used up.

    The reset of a limit with room left asks for nothing: every response carries it.
    """
    if not isinstance(error, APIStatusError):
        return None
    if error.retry_after is not None or not full or error.response is None:
        return error.retry_after
    date = read_observation(429, error.response.headers).date
    resets = [seconds_to_reset(limit.reset, now if date is None else date) for limit in full]
    nearest = min((seconds for seconds in resets if seconds is not None), default=None)
    return None if nearest is None else max(nearest, _SHORTEST_WAIT_FOR_A_RESET)
