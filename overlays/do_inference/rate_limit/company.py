"""Others who use the same key, unseen but for what headers tell beyond our own."""

from __future__ import annotations

from math import inf, sqrt

from .window import Window

_STAY = 3600.0
"""Seconds for which others, once noticed, are thought to be there."""
_SIGMAS = 3.0
_MOST = 0.5
"""The largest part of a limit that is set aside for others."""
_STEP = 0.005
"""Part of a limit by which what is set aside must change: those who share the knowledge need not hear of less."""
_WATCH_LEAST = 60.0
"""Seconds of watching that a pace is worked out over at the least."""


class Company:
    """How fast others go: what came of them since the first contact, over the time it came in.

    What they will use of a window at that pace, and three sigmas more, is set aside for them, up to half of it.
    """

    __slots__ = ("pace", "since", "until", "yielding")

    def __init__(self, yielding: bool = True) -> None:
        self.yielding = yielding
        """Whether to set anything aside; otherwise what others have not used yet is anybody's."""
        self.until = -inf
        """Until when others are thought to be there. In company requests are spread, so that answers tell in time."""
        self.since = inf
        """The first contact: who came before it may have been ourselves."""
        self.pace = 0.0
        """Requests a second."""

    def noticed(self, now: float) -> None:
        self.until = now + _STAY

    def measure(self, told: Window, untold: list[Window], now: float) -> bool:
        """Work out the pace from the window that headers tell of, and set aside what it asks of that and the others.

        Returns whether that is much else than before.
        """
        if now <= self.since:
            return False
        began = max(self.since, now - told.seconds)
        came = sum(share.left(began) for share in told.outside.shares if share.until > self.since)
        self.pace = came / max(_WATCH_LEAST, now - began)
        changed = False
        for window in (told, *untold):
            mean = self.pace * window.seconds if self.yielding else 0.0
            expected = int(min(_MOST * window.amount, mean + _SIGMAS * sqrt(mean)))
            if abs(expected - window.expected) > window.amount * _STEP or expected == 0 < window.expected:
                window.expected, changed = expected, True
        return changed
