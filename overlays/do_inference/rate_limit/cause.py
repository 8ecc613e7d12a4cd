"""What a call in the queue waits for, in words for a log."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .ledger import Ledger
    from .window import Window


def cause_of(ledger: Ledger, now: float, ahead: int, tokens: int) -> str:
    """Why a call with `ahead` calls before it cannot start at `now`, by the ledger's clock."""
    refusals = ledger.control.refusals
    if now < refusals.daily_until:
        return f"the daily cap is reached{_until(refusals.daily_until, now)}"
    if now < refusals.pause_until:
        return f"a pause after a rejection{_until(refusals.pause_until, now)}"
    full = [
        (at, window)
        for window in ledger.control.windows
        if (at := _free_at(ledger, window, now, tokens)) > now
    ]
    if full:
        at, window = max(full, key=lambda found: found[0])
        limit = window.limit
        return f"the limit {limit.name} ({window.amount} {limit.unit} in {window.seconds:g} s) is full{_until(at, now)}"
    return f"{ahead} calls ahead" if ahead else "requests start slowly until the server reports its limits"


def _free_at(ledger: Ledger, window: Window, now: float, tokens: int) -> float:
    need = 1 if window.limit.unit == "requests" else min(tokens, window.amount)
    return window.free_at(now, need, ledger.log_of(window)) if need else now


def _until(at: float, now: float) -> str:
    return f" for {at - now:.1f} s" if isfinite(at) else ""
