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

from .errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    DeadlineError,
    StreamTruncated,
)
from .settings.certificates import is_untrusted

_SHORTEST_WAIT_FOR_A_WINDOW: Final = 1.0
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
    """Seconds until the next attempt."""
    error: APIError
    """What went wrong."""


RetryHook: TypeAlias = Callable[[RetryEvent], None]
AsyncRetryHook: TypeAlias = Callable[[RetryEvent], Awaitable[None] | None]


class Verdict(NamedTuple):
    """What to do after a failed attempt."""

    delay: float | None
    """Seconds to wait before the next attempt; None to give up."""
    reason: str = ""
    """Why it gives up, where the error itself does not tell."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How failed attempts are repeated. All times are seconds."""

    max_retries: int = 2
    initial: float = 0.5
    """The first wait is a random part of this, and each one after of twice as much."""
    maximum: float = 8.0
    """No wait of our own choice is longer. Waits that the server asks for may be."""
    budget: float = 60.0
    """What the waits of one call may add up to. A server that asks for more gets no retry but an error."""
    max_refusals: int = 10
    """How often a paced request that is refused for the rate limit all the same, because others use the key, goes back
    to wait for the limiter: beside `max_retries`, unless that is 0, and beside the budget.
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

        `waited` is how long the call waited already, `now` is Unix time and `left` what remains until the
        deadline. `refusals` counts those that a limiter was told of and `attempt` does not, if `error` is one: the next
        attempt waits for the limiter, however long the server asks.
        """
        allowed = self.max_retries if max_retries is None else max_retries
        if refusals:
            if allowed and refusals <= self.max_refusals:
                return Verdict(0.0)
            return Verdict(
                None, f"refused {refusals} times for the rate limit, which others seem to use as well"
            )
        if attempt > allowed or not is_retryable(error):
            return Verdict(None)
        asked = _server_asks(error, now)
        delay = self._backoff(attempt) if asked is None else asked + 0.25 * (1 + self.random())
        whose = "the server asks to wait" if asked is not None else "the next wait would be"
        if waited + delay > self.budget:
            return Verdict(
                None, f"not retried: {whose} {delay:.0f} s, the budget for waiting is {self.budget:.0f} s"
            )
        if left is not None and delay >= left:
            return Verdict(
                None, f"not retried: {whose} {delay:.1f} s, the deadline is in {max(left, 0.0):.1f} s"
            )
        return Verdict(delay)

    def _backoff(self, attempt: int) -> float:
        ceiling = min(self.maximum, self.initial * 2.0 ** min(attempt - 1, 30))
        return ceiling * self.random()


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


def _server_asks(error: Exception, now: float) -> float | None:
    """Seconds the server wants to be left alone: `retry-after`, else until a used-up limit is reset."""
    if not isinstance(error, APIStatusError):
        return None
    if error.retry_after is not None:
        return error.retry_after
    state = None if error.status_code != 429 or error.response is None else error.response.rate_limit
    if state is None:
        return None
    used_up = [w.reset for w in state.windows.values() if w.remaining == 0 and w.reset]
    known = [w.reset for w in state.windows.values() if w.reset]
    if not known:
        return None
    reset = max(used_up) if used_up else min(known)
    return max(reset - now, _SHORTEST_WAIT_FOR_A_WINDOW)
