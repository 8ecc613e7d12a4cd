"""Where a limiter keeps its ledger."""

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
    """Something that happened to a permit. Times are `time.monotonic()` seconds; a stamp is by the store's clock."""

    what: Literal["settled", "sent", "lost", "cancelled", "used", "observed", "daily", "add"]
    stamp: float = 0.0
    at: float = 0.0
    """When it happened; for `cancelled` the first stamp, under which its tokens are counted."""
    tokens: int = 0
    """The estimate that the permit reserves."""
    total: int = 0
    """For `used`: the tokens that the request used."""
    observation: Observation | None = None
    sent: float = 0.0
    """For `seen`: when the request was released."""


class Decision(NamedTuple):
    """The answer of a store to the requests that want to start."""

    stamps: Sequence[float]
    """One for each request that may start, in their order."""
    retry_at: float = inf
    """When the first of the others should ask again, `time.monotonic()` seconds."""
    daily_until: float = -inf
    """Until when the daily cap is known to be reached."""


class StoreHealth(NamedTuple):
    """Whether a store works."""

    status: Literal["healthy", "degraded"] = "healthy"
    """`degraded`: the server is unavailable, and this process uses its fallback."""
    since: float | None = None
    """When the store became degraded, `time.monotonic()` seconds; None while it is healthy."""
    fallback: str | None = None
    """What this process uses while the store is degraded, in words."""
    error: str | None = None
    """Why, without passwords."""


HEALTHY = StoreHealth()
STALE = 5.0
"""Seconds after which a view of a shared ledger is read again. Only idle processes exchange less often."""


class Store(Protocol):
    """Keeps a ledger for one process or for many: `MemoryStore`, `FileStore`, `RedisStore`, or one of your own.

    The limiter calls `exchange` from one thread at a time, and the other methods from any thread.
    """

    inline: bool
    """Whether `exchange` returns at once. The limiter then calls it in the caller's thread or event loop."""

    @property
    def health(self) -> StoreHealth:
        """Whether the store works. Costs nothing."""
        ...

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        """Take in what happened, then admit as many as fit of requests of so many tokens each, in their order.

        Raises:
            RateLimitStoreError: The store cannot work as it is set up.
        """
        ...

    def restamp(self, mark: Mark) -> float:
        """The stamp of a permit after `mark` is taken in."""
        ...

    def view(self) -> Ledger:
        """The ledger as last known. Reads the store at the first time and after some seconds without an exchange."""
        ...

    def read(self) -> Ledger:
        """The ledger as the store has it now, or a moment ago. Raises what `exchange` raises."""
        ...

    def after_fork(self) -> None:
        """The process is a forked child: release what the parent still uses."""
        ...


def restamped(mark: Mark, at: float, estimator: Estimator) -> float:
    """The stamp of a permit after `mark`, which happened `at` by the clock of the ledger."""
    return min(mark.stamp, at) if mark.what == "settled" else max(mark.stamp, estimator.stamp(at))


def apply(ledger: Ledger, mark: Mark, offset: float) -> None:
    """Enter `mark` into `ledger`. `offset` is Unix time minus the ledger's clock."""
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
    """Admit the first of `demands` that fit. Returns their stamps, and when the next should ask again.

    Stamps of one call differ by a microsecond at least: they name requests where a store keeps each once.
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
    """All of a ledger except for its stamps, as values for JSON (with infinities as Python writes them)."""
    return {
        "estimator": dump(ledger.estimator),
        "tokens": ledger.dump_tokens(),
        "last_release": ledger.last_release,
    }


def load_ledger(saved: dict[str, Any], stamps: array[float]) -> Ledger:
    """The inverse of `dump_ledger`, with the stamps of requests."""
    ledger = Ledger(load(Estimator, saved["estimator"]))
    ledger.requests.stamps = stamps
    ledger.last_release = saved["last_release"]
    ledger.restore_tokens(saved["tokens"])
    return ledger
