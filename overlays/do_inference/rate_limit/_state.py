"""The state of a limiter at one moment, for a live view. It is computed when it is read, and costs nothing before."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from do_inference_generated._interface import RateLimitState

from ._headers import Observation
from ._ledger import Ledger
from ._limits import Kind, Unit
from ._stores.base import HEALTHY, StoreHealth


class WindowState(NamedTuple):
    """One limit, a window or a bucket, as the limiter sees it."""

    name: str
    """Such as `requests-per-minute`; `learnt-10-seconds` and `learnt-pace` for limits that only rejections show."""
    limit: int
    """Requests or tokens in a window, or the capacity of a bucket."""
    seconds: float
    """The length of the window, or the time in which an empty bucket becomes full."""
    unit: Unit
    """`requests` or `tokens`."""
    remaining: int
    """How much can be used now, by our own record and by what other clients are known to have used."""
    reported: bool
    """Whether the server has reported this limit; otherwise it is assumed, given by the caller, or learnt."""
    reported_at: float | None = None
    """When the server last reported how much is left: `time.monotonic()` seconds; None if it has not."""
    kind: Kind = "window"
    """`window`: each request counts from its own arrival. `bucket`: refills continuously."""


class QueueState(NamedTuple):
    """The calls of this process that wait."""

    interactive: int = 0
    bulk: int = 0
    starts_at: float | None = None
    """When the first of them is predicted to start: `time.monotonic()` seconds; None if no call waits."""
    cause: str = ""
    """What the first of them waits for, in words."""


class Counters(NamedTuple):
    """What this process has done since the limiter was created."""

    calls: int = 0
    """Permits given."""
    waits: int = 0
    """Calls that waited in the queue, those that still wait included."""
    seconds_waited: float = 0.0
    """Time in the queue of all calls that have left it."""
    deadline_errors: int = 0
    """Calls that failed with `RateLimitDeadlineError`."""
    rejections: int = 0
    """Responses that reject a request for the rate limit."""


class LimiterState(NamedTuple):
    """What a limiter knows at one moment.

    With a store, `limits`, `next_free` and `caution` are those of all processes that share it. The queue, the counters
    and what was observed are those of this process.

    Example:
        ```python
        state = client.rate_limit
        if state is not None and state.queue.cause:
            print(state.waiting, "calls wait:", state.queue.cause)
        ```
    """

    limits: tuple[WindowState, ...]
    """All limits in force; empty if the server reports none."""
    next_free: float
    """When the next request, after those that wait, can start: `time.monotonic()` seconds, now if it can start now."""
    next_free_unix: float
    """The same as Unix time."""
    waiting: int
    """How many calls wait in this process."""
    observed: RateLimitState | None
    """What the latest response with rate-limit headers reported; None before the first one."""
    observed_at: float | None
    """When that was: `time.monotonic()` seconds."""
    queue: QueueState = QueueState()
    """The calls that wait, by priority, and the end and cause of the current wait."""
    caution: str = ""
    """How well the limits are known: `assumed`, `probing`, `calibrated` or `degraded`."""
    store: StoreHealth = HEALTHY
    """Whether the store works, and which fallback is in use."""
    counters: Counters = Counters()
    """What happened since the limiter was created."""


def state_of(
    ledger: Ledger,
    now: float,
    unix: float,
    observed: tuple[Observation, float] | None,
    queue: QueueState,
    store: StoreHealth,
    counters: Counters,
) -> LimiterState:
    """The state of `ledger` at `now`, `time.monotonic()` seconds."""
    there = now + ledger.offset
    limits = tuple(
        WindowState(
            window.limit.name,
            window.amount,
            window.seconds,
            window.limit.unit,
            max(0, int(window.room(there, ledger.counts_of(window)))),
            window.reported,
            window.reported_at - ledger.offset if window.reported and window.reported_at > -inf else None,
            window.limit.kind,
        )
        for window in ledger.estimator.limits
    )
    waiting = queue.interactive + queue.bulk
    free = ledger.available_at(there, waiting) - ledger.offset
    reported, at = (observed[0].state, observed[1]) if observed else (None, None)
    caution = "degraded" if store.status == "degraded" else ledger.estimator.caution.value
    return LimiterState(
        limits, free, unix + free - now, waiting, reported, at, queue, caution, store, counters
    )
