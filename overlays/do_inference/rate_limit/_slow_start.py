"""Slow start: an unreported limit then causes a handful of rejections instead of hundreds."""

from __future__ import annotations

from math import inf

from msgspec import Struct

from ._snapshot import Moment

_FIRST = 32.0
"""Initial pace in requests per second."""
_GROWTH = 1.0
"""Increase of the pace for each request that the pace delays: 250 requests take two seconds."""
_ENOUGH = 180.0
"""Pace in requests per second at which slow start ends: it uses up the published burst limit in a second or two."""
_SLACK = 0.05
"""Maximum delay of a wake-up that is compensated, in seconds: some ticks of a waiting thread."""


class SlowStart(Struct):
    """The pace of the first burst. It never decreases. Sequential requests are not delayed."""

    pace: float = _FIRST
    due: Moment = -inf
    """When the next request may be released."""

    def released(self, now: float) -> bool:
        """Record a release. Return whether slow start continues."""
        if self.due > now - _SLACK:
            self.pace += _GROWTH
        self.due = max(self.due, now - _SLACK) + 1 / self.pace
        return self.pace < _ENOUGH
