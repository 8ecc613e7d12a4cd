"""The difference between the server's clock and the limiter's, from the `Date` headers of responses."""

from __future__ import annotations

from math import inf

from msgspec import Struct

from ._snapshot import Offset

ROUNDING = 0.5
"""Seconds added to the server's times, which are whole seconds rounded in an unknown way."""
SLACK = 5.0
"""Seconds by which a reset may appear too late, because of clock differences and late responses."""


class ServerClock(Struct):
    """Bounds of the server's Unix time minus the limiter's time. Each `Date` narrows them."""

    low: Offset = -inf
    high: Offset = inf

    def observe(self, date: float, sent: float, answered: float) -> None:
        """Process the `Date` (whole seconds, rounded down) of a response to a request released at `sent`."""
        low, high = date - answered, date + 1 - sent
        if low > self.high or high < self.low:
            self.low, self.high = low, high
        else:
            self.low, self.high = max(low, self.low), min(high, self.high)

    @property
    def known(self) -> bool:
        return self.low > -inf

    @property
    def width(self) -> float:
        """The uncertainty of a server time, in seconds."""
        return self.high - self.low

    def to_local(self, unix: float, fallback: float) -> float:
        """Return the latest limiter time that corresponds to `unix` on the server's clock.

        `fallback` is the offset to use if no `Date` was received.
        """
        return unix - (self.low if self.known else fallback)
