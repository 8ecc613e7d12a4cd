"""Slow start: a limit on bursts that nobody told of should cost a handful of refusals, not a wave of them."""

from __future__ import annotations

from math import inf

_FIRST = 16.0
"""Requests a second to begin with."""
_GROWTH = 0.7
"""What each request adds to the pace while the pace is what holds it up: about a doubling every second."""
_ENOUGH = 180.0
"""Requests a second from which on a pace is let go: about that of the whole of a minute's limit at once."""
_SLACK = 0.05
"""Seconds by which a late waking is made up for."""


class Ramp:
    """The pace of the first burst. It only ever quickens."""

    __slots__ = ("due", "pace")

    def __init__(self) -> None:
        self.pace = _FIRST
        self.due = -inf
        """When the next may go."""

    def went(self, now: float) -> bool:
        """One more went. Returns whether there is still something to hold up."""
        if self.due > now - _SLACK:
            self.pace += _GROWTH
        self.due = max(self.due, now - _SLACK) + 1 / self.pace
        return self.pace < _ENOUGH
