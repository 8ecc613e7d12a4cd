"""The state of a limiter at one time, for monitoring. It is computed only on access."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from do_inference_generated._interface import RateLimitState

from ._headers import Observation
from ._ledger import Ledger
from ._limits import Kind, Unit
from ._stores.base import HEALTHY, StoreHealth


class WindowState(NamedTuple):
    """The state of one limit, a window or a bucket."""

    name: str
    """For example `requests-per-minute`, or `learnt-10-seconds` and `learnt-pace` for limits learnt from rejections."""
    limit: int
    """Requests or tokens in a window, or the capacity of a bucket."""
    seconds: float
    """The length of the window, or the time in which an empty bucket becomes full."""
    unit: Unit
    """`requests` or `tokens`."""
    remaining: int
    """How much can be used now, after the usage of this limiter and the known usage of other clients."""
    reported: bool
    """Whether the server has reported this limit. Otherwise it is assumed, given by the caller, or learnt."""
    reported_at: float | None = None
    """When the server last reported how much is left: `time.monotonic()` seconds; None if it has not."""
    kind: Kind = "window"
    """`window`: each request counts from its own arrival. `bucket`: refills continuously."""


class QueueState(NamedTuple):
    """The waiting calls of this process."""

    interactive: int = 0
    bulk: int = 0
    starts_at: float | None = None
    """The predicted start of the first one in `time.monotonic()` seconds; None if no call waits."""
    cause: str = ""
    """A description of what the first one waits for."""


class Counters(NamedTuple):
    """Counts of events in this process since the limiter was created."""

    calls: int = 0
    """Permits granted."""
    waits: int = 0
    """Calls that waited in the queue, including those that still wait."""
    seconds_waited: float = 0.0
    """Total time in the queue of all calls that have left it."""
    deadline_errors: int = 0
    """Calls that failed with `RateLimitDeadlineError`."""
    rejections: int = 0
    """Responses that rejected a request because of the rate limit."""


class LimiterState(NamedTuple):
    """The state of a limiter at one time.

    With a shared store, `limits`, `next_free` and `caution` apply to all its processes. `queue`, `counters` and
    `observed` apply to this process.

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
    """When a new request can start, after those that wait: `time.monotonic()` seconds."""
    next_free_unix: float
    """The same as Unix time."""
    waiting: int
    """Number of waiting calls in this process."""
    observed: RateLimitState | None
    """What the latest response with rate-limit headers reported; None before the first one."""
    observed_at: float | None
    """When that response was received: `time.monotonic()` seconds."""
    queue: QueueState = QueueState()
    """The waiting calls by priority, and the end and cause of the current wait."""
    caution: str = ""
    """How well the limits are known: `assumed`, `probing`, `calibrated` or `degraded`."""
    store: StoreHealth = HEALTHY
    """Whether the store works, and which fallback is in use."""
    counters: Counters = Counters()
    """Counts of events since the limiter was created."""


def state_of(
    ledger: Ledger,
    now: float,
    unix: float,
    observed: tuple[Observation, float] | None,
    queue: QueueState,
    store: StoreHealth,
    counters: Counters,
) -> LimiterState:
    """Return the state of `ledger` at `now`, in `time.monotonic()` seconds."""
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
