"""How far the server's clock is from the limiter's, by the `Date` of its responses."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from ._snapshot import OFFSET

ROUNDING = 0.5
"""Seconds added to the server's whole seconds, whose rounding is unknown."""
SLACK = 5.0
"""Seconds by which a reset may seem to lie further ahead than it does: clocks and late responses."""


@dataclass(slots=True)
class ServerClock:
    """Brackets `server Unix time - limiter time`. Each `Date`, written between request and response, narrows it."""

    low: float = field(default=-inf, metadata=OFFSET)
    high: float = field(default=inf, metadata=OFFSET)

    def observe(self, date: float, sent: float, answered: float) -> None:
        """Take in a `Date` (whole seconds, rounded down) of a response to what was released at `sent`."""
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
        """Seconds between the latest and the earliest that a moment of the server's can be."""
        return self.high - self.low

    def to_local(self, unix: float, fallback: float) -> float:
        """The latest limiter time that `unix` on the server's clock can be.

        `fallback` is the offset to use if the server has reported none.
        """
        return unix - (self.low if self.known else fallback)
