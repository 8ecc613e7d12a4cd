"""What goes wrong before a request is even sent."""

from __future__ import annotations

from typing import Literal

from ..errors import InferenceError

Reason = Literal["deadline", "daily-cap"]


class RateLimitDeadlineError(InferenceError):
    """The rate limit would have kept the call waiting past its deadline, or for the rest of the day.

    Nothing was sent.
    """

    def __init__(self, available_at: float, available_at_unix: float, reason: Reason = "deadline") -> None:
        self.available_at = available_at
        """When the call could go, as far as is known: `time.monotonic()` seconds."""
        self.available_at_unix = available_at_unix
        """The same as Unix time."""
        self.reason: Reason = reason
        """`deadline`, or `daily-cap`: the day's quota is used up, which waiting minutes does not change."""
        super().__init__(available_at, available_at_unix, reason)

    def __str__(self) -> str:
        if self.reason == "daily-cap":
            return f"the daily quota is used up; it is available again at {self.available_at_unix:.0f} (Unix time)"
        return f"the rate limit frees a place only at {self.available_at_unix:.3f} (Unix time), past the deadline"
