"""What goes wrong before a request is even sent."""

from __future__ import annotations

from time import monotonic
from typing import Literal

from ..errors import DeadlineError

Reason = Literal["deadline", "daily-cap"]


class RateLimitDeadlineError(DeadlineError):
    """The rate limit would have kept the call waiting past its deadline, or for the rest of the day.

    Nothing was sent.
    """

    def __init__(self, available_at: float, available_at_unix: float, reason: Reason = "deadline") -> None:
        wait = f"{max(0.0, available_at - monotonic()):.1f} s"
        super().__init__(
            f"the daily quota is used up; it is available again in {wait}"
            if reason == "daily-cap"
            else f"the rate limit frees a place only in {wait}, past the deadline"
        )
        self.available_at = available_at
        """When the call could go, as far as is known: `time.monotonic()` seconds."""
        self.available_at_unix = available_at_unix
        """The same as Unix time."""
        self.reason: Reason = reason
        """`deadline`, or `daily-cap`: the day's quota is used up, which waiting minutes does not change."""
