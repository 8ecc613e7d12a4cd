"""One process while the store that all share is away."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from ..ledger import Ledger
from .base import Decision, Mark, apply
from .link import Link

_OWED = 1000
"""Corrections of older grants that are kept for the store's return."""


class Alone:
    """Lives on `ledger`, its own part of the limits, and notes in `owed` what to tell the store when it is back."""

    def __init__(self, ledger: Ledger, link: Link, owed: list[Mark]) -> None:
        self.ledger = ledger
        self._link = link
        self._owed = owed

    def exchange(
        self, marks: Sequence[Mark], demands: Sequence[int], here: float, unix: float, again: float
    ) -> Decision:
        """What a store does, at `here` by our clock and `unix`; who may not go now asks at `again` at the latest."""
        ledger, now, back = self.ledger, self._link.there(here), self._link.low
        for mark in marks:
            at = mark.at if mark.what == "cancelled" else self._link.there(mark.at)
            moved = mark._replace(at=at, sent=self._link.there(mark.sent) if mark.sent else 0.0)
            apply(ledger, moved, unix - now)
        self._owed += [mark for mark in marks if mark.what in ("cancelled", "used")][-_OWED:]
        stamps: list[float] = []
        retry_at = inf
        for tokens in demands:
            stamp = ledger.admit(now, tokens)
            if stamp is None:
                retry_at = ledger.retry_at - back
                break
            stamp = round(stamp, 6)
            stamps.append(stamp)
            self._owed.append(Mark("add", stamp, tokens=tokens))
        return Decision(stamps, min(retry_at, again), ledger.control.refusals.daily_until - back)
