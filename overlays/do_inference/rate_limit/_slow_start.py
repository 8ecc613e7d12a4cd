"""Slow start: a limit that no header reports should cost a handful of rejections, not a wave of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from ._snapshot import MOMENT

_FIRST = 32.0
"""Requests a second to begin with."""
_GROWTH = 1.0
"""What each request adds to the pace while the pace holds it back: 250 requests take two seconds."""
_ENOUGH = 180.0
"""Requests a second from which on a pace is pointless: the published burst limit is used up in a second or two."""
_SLACK = 0.05
"""Seconds of a late wake-up that are made up for: some ticks of a thread that waits."""


@dataclass(slots=True)
class SlowStart:
    """The pace of the first burst. It only ever grows. Requests one after the other are not held back."""

    pace: float = _FIRST
    due: float = field(default=-inf, metadata=MOMENT)
    """When the next may go."""

    def released(self, now: float) -> bool:
        """One more was released. Returns whether the pace still matters."""
        if self.due > now - _SLACK:
            self.pace += _GROWTH
        self.due = max(self.due, now - _SLACK) + 1 / self.pace
        return self.pace < _ENOUGH
