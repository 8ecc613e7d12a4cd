"""What one response says about the rate limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from do_inference_generated._seam import RateLimitState, RateLimitWindow

from .headers import Told, read_limits, requested_wait, response_date


class Observation(NamedTuple):
    """One response, as far as the rate limit is concerned."""

    status: int
    told: tuple[Told, ...] = ()
    retry_after: float | None = None
    """Seconds."""
    date: float | None = None
    """The server's Unix time, whole seconds."""

    @property
    def rejected(self) -> bool:
        return self.status == 429

    @property
    def state(self) -> RateLimitState:
        """The same as users see it."""
        windows = {
            told.name: RateLimitWindow(told.limit, told.remaining, told.reset or None) for told in self.told
        }
        return RateLimitState(windows, self.retry_after)

    @property
    def says_nothing(self) -> bool:
        """Whether it names no limit at all."""
        return not self.told and self.retry_after is None


def read_observation(status: int, headers: Mapping[str, str]) -> Observation:
    """What a response of `status` with `headers` says. Never raises."""
    return Observation(status, read_limits(headers), requested_wait(headers), response_date(headers))
