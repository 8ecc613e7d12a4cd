"""What one process may do by itself while the store that all share is away."""

from __future__ import annotations

from ..ledger import Ledger
from ..outside import Share
from ..saved import restore_control, save_control
from ..window import Window

_UNSEEN = 1.0
"""Seconds more than that since the record was seen for which others are thought to have gone on."""
_BINS = 60
"""Into how many parts the record is cut."""


def own_part(known: Ledger, now: float, age: float, peers: int) -> Ledger:
    """A ledger with one of `peers` equal parts of each limit, less that part of what all took before.

    `known` is the shared record as it was seen `age` seconds ago. What leaves it is free again as it would have
    been; since then others are thought to have gone on at the pace that the limits allow.
    """
    control = restore_control(save_control(known.control))
    requests = control.windows.of_requests()
    unseen = min((w.amount * (age + _UNSEEN) / w.seconds for w in requests), default=0.0)
    for window in control.windows:
        taken = _taken(known, window, now)
        left = window.amount - sum(count for _, count in taken)
        taken.append((now, min(max(0.0, left), unseen)))
        window.resize(max(1, window.amount // max(1, peers)))
        window.expected //= max(1, peers)
        window.outside.shares = [Share(count / max(1, peers), at, at) for at, count in taken if count]
    return Ledger(control)


def _taken(known: Ledger, window: Window, now: float) -> list[tuple[float, float]]:
    """When how much of a window was taken by anybody, as far as is known: in parts, each as of its end."""
    log = known.log_of(window)
    step = window.seconds / _BINS
    parts: list[tuple[float, float]] = []
    before: float = log.count_after(now - window.seconds) + window.known(now)
    for index in range(1, _BINS + 1):
        end = now - window.seconds + index * step
        after = log.count_after(end) + sum(share.left(end) for share in window.outside.shares)
        parts.append((end, max(0.0, before - after)))
        before = after
    parts.append((now, before))
    return parts
