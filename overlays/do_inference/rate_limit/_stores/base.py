"""The interface of stores, which contain the ledger of a limiter, and functions that they share."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import inf
from typing import Any, Literal, NamedTuple, Protocol

from .._estimator import Estimator
from .._headers import Observation
from .._ledger import Ledger
from .._snapshot import dump, load


class Mark(NamedTuple):
    """An event of a permit. Times are `time.monotonic()` seconds; stamps are times of the store's clock."""

    what: Literal["settled", "sent", "lost", "cancelled", "used", "observed", "daily", "add"]
    stamp: float = 0.0
    at: float = 0.0
    """The time of the event; for `cancelled` the first stamp, under which the tokens are recorded."""
    tokens: int = 0
    """The estimated tokens that the permit reserves."""
    total: int = 0
    """For `used`: the tokens that the request used."""
    observation: Observation | None = None
    sent: float = 0.0
    """For `observed`: when the request was released. For `daily`: until when the daily cap is in force."""


class Decision(NamedTuple):
    """The decision of a store about the requests that are to start."""

    stamps: Sequence[float]
    """One for each request that may start, in order."""
    retry_at: float = inf
    """When to try the first of the other requests again: `time.monotonic()` seconds."""
    daily_until: float = -inf
    """Until when the daily cap is known to be in force."""


class StoreHealth(NamedTuple):
    """Whether a store is available."""

    status: Literal["healthy", "degraded"] = "healthy"
    """`degraded`: the server is unavailable, and this process uses its fallback."""
    since: float | None = None
    """When the store became degraded: `time.monotonic()` seconds; None while it is healthy."""
    fallback: str | None = None
    """A description of what this process uses while the store is degraded."""
    error: str | None = None
    """Why the store is degraded, without passwords."""


HEALTHY = StoreHealth()
STALE = 5.0
"""Seconds after which a copy of a shared ledger is read again. Only idle processes exchange less often."""


class Store(Protocol):
    """Stores a ledger for one or more processes: `MemoryStore`, `FileStore`, `RedisStore`, or a custom class.

    The limiter calls `exchange` from one thread at a time, and the other methods from any thread.
    """

    inline: bool
    """Whether `exchange` returns without I/O. The limiter then calls it in the caller's thread or event loop."""

    @property
    def health(self) -> StoreHealth:
        """Whether the store is available. Does no I/O."""
        ...

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        """Record `marks`, then admit requests in order, as far as they fit. `demands` contains the tokens of each
        request.

        Raises:
            RateLimitStoreError: The store cannot work with its configuration.
        """
        ...

    def restamp(self, mark: Mark) -> float:
        """Return the stamp of a permit after `mark` is recorded."""
        ...

    def view(self) -> Ledger:
        """Return the last known ledger. Reads the store at the first call and after some seconds without an
        exchange.
        """
        ...

    def read(self) -> Ledger:
        """Return the current ledger, at most about a second old. Raises the errors of `exchange`."""
        ...

    def after_fork(self) -> None:
        """Release resources that the parent process still uses. Called in a forked child process."""
        ...


def restamped(mark: Mark, at: float, estimator: Estimator) -> float:
    """Return the stamp of a permit after `mark`. `at` is the time of the event by the ledger's clock."""
    return min(mark.stamp, at) if mark.what == "settled" else max(mark.stamp, estimator.stamp(at))


def apply(ledger: Ledger, mark: Mark, offset: float) -> None:
    """Record `mark` in `ledger`. `offset` is Unix time minus the ledger's clock."""
    if mark.what == "settled":
        ledger.settle(mark.stamp, mark.at)
    elif mark.what == "lost":
        ledger.lost(mark.stamp, mark.at)
    elif mark.what == "sent":
        ledger.delay(mark.stamp, mark.at)
    elif mark.what == "cancelled":
        ledger.cancel(mark.stamp, mark.tokens, mark.at or mark.stamp)
    elif mark.what == "used":
        ledger.used(mark.stamp, mark.tokens, mark.total)
    elif mark.what == "add":
        ledger.add(mark.stamp, mark.tokens)
    elif mark.what == "daily":
        ledger.estimator.daily_cap(mark.at, mark.sent or None)
    elif mark.observation is not None:
        ledger.observe(mark.observation, mark.sent, mark.at, offset)


def admit(ledger: Ledger, now: float, demands: Sequence[int]) -> tuple[list[float], float]:
    """Admit `demands` in order, as far as they fit. Return their stamps, and when to try the next one again.

    Stamps of one call differ by at least a microsecond, because some stores use them as unique keys.
    """
    stamps: list[float] = []
    for tokens in demands:
        stamp = ledger.admit(now, tokens)
        if stamp is None:
            return stamps, ledger.retry_at
        single = round(max(stamp, stamps[-1] + 1e-6) if stamps else stamp, 6)
        ledger.requests.move(stamp, single)
        stamps.append(single)
    return stamps, inf


def dump_ledger(ledger: Ledger) -> dict[str, Any]:
    """Return a ledger without its stamps as values for JSON (with infinities in Python's notation)."""
    return {
        "estimator": dump(ledger.estimator),
        "tokens": ledger.dump_tokens(),
        "last_release": ledger.last_release,
    }


def load_ledger(saved: dict[str, Any], stamps: array[float]) -> Ledger:
    """Return the ledger for the result of `dump_ledger` and the stamps of requests."""
    ledger = Ledger(load(Estimator, saved["estimator"]))
    ledger.requests.stamps = stamps
    ledger.last_release = saved["last_release"]
    ledger.restore_tokens(saved["tokens"])
    return ledger
