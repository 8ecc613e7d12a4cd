"""Where a limiter keeps its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Literal, NamedTuple, Protocol

from ..ledger import Ledger
from ..sighting import Sighting


class Mark(NamedTuple):
    """Something that became of a grant. Times are `time.monotonic()` seconds; a stamp is by the store's clock."""

    what: Literal["settled", "sent", "lost", "cancelled", "used", "seen", "daily", "add"]
    stamp: float = 0.0
    at: float = 0.0
    """When it happened; for `cancelled` the first stamp, under which its tokens are counted."""
    tokens: int = 0
    """The estimate the grant was made for."""
    total: int = 0
    """For `used`: what it took."""
    sighting: Sighting | None = None
    sent: float = 0.0
    """For `seen`: when the request was released."""


class Decision(NamedTuple):
    """What became of the requests that asked to go."""

    stamps: Sequence[float]
    """One for each of the first so many that may go."""
    retry_at: float = inf
    """When the first of the others should ask again, `time.monotonic()` seconds."""
    daily_until: float = -inf
    """Until when the daily cap is known to be reached."""


class Store(Protocol):
    """Keeps a ledger, alone or for many. Safe to be called from one thread at a time."""

    inline: bool
    """Whether `exchange` returns at once: then it is called wherever the caller is, an event loop included."""

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        """Take in what happened, then let go as many as may go of requests of so many tokens each, in their order."""
        ...

    def restamp(self, mark: Mark) -> float:
        """The stamp that a grant is on record with once `mark` is taken in."""
        ...

    def view(self) -> Ledger:
        """The ledger as last known, for looking at."""
        ...

    def after_fork(self) -> None:
        """This is the child: let go of what the parent still uses."""
        ...


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
    elif mark.what == "daily":
        ledger.control.daily_cap(mark.at, mark.sent or None)
    elif mark.sighting is not None:
        ledger.observe(mark.sighting, mark.sent, mark.at, offset)
