"""How far the server's clock is from the limiter's, going by the `Date` of its answers."""

from __future__ import annotations

from math import inf

ROUNDING = 0.5
"""Seconds added to the server's whole seconds, whose rounding is unknown."""


class ServerClock:
    """Brackets `server Unix time - limiter time`.

    Each answer narrows it: its Date was written between question and answer.
    """

    __slots__ = ("high", "low")

    def __init__(self, low: float = -inf, high: float = inf) -> None:
        self.low = low
        self.high = high

    def observe(self, date: float, sent: float, answered: float) -> None:
        """Take in a `Date` (whole seconds, rounded down) of an answer to what was sent at `sent`."""
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

        `fallback` is the offset to go by if the server has told none.
        """
        return unix - (self.low if self.known else fallback)
