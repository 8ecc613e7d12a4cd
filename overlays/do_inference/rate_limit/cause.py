"""What a call in the queue waits for, in words for a log."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .bucket import Bucket
    from .ledger import Ledger
    from .window import Window


def cause_of(ledger: Ledger, now: float, ahead: int, tokens: int) -> str:
    """Why a call with `ahead` calls before it cannot start at `now`, by the ledger's clock."""
    backoff = ledger.estimator.backoff
    if now < backoff.daily_until:
        return f"the daily cap is reached{_until(backoff.daily_until, now)}"
    if now < backoff.pause_until:
        return f"a pause after a rejection{_until(backoff.pause_until, now)}"
    full = [
        (at, limit)
        for limit in ledger.estimator.limits
        if (limit.of_requests or tokens) and (at := _free_at(ledger, limit, now, tokens)) > now
    ]
    if full:
        at, found = max(full, key=lambda entry: entry[0])
        name, unit = found.limit.name, found.limit.unit
        return f"the limit {name} ({found.amount} {unit} in {found.seconds:g} s) is full{_until(at, now)}"
    return f"{ahead} calls ahead" if ahead else "requests start slowly until the server reports its limits"


def _free_at(ledger: Ledger, limit: Window | Bucket, now: float, tokens: int) -> float:
    return limit.free_at(now, limit.needs(tokens), ledger.counts_of(limit))


def _until(at: float, now: float) -> str:
    return f" for {at - now:.1f} s" if isfinite(at) else ""
