"""One answer, as far as the rate limit is concerned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from do_inference_generated._seam import RateLimitState

from .headers import parse_http_date, parse_rate_limit

Family = Literal["published", "live"]


class Sighting(NamedTuple):
    """What an answer told: its limits, whose words it used and the server's clock."""

    status: int
    state: RateLimitState | None = None
    family: Family = "published"
    date: float | None = None
    """The server's Unix time, whole seconds."""

    @property
    def refused(self) -> bool:
        return self.status == 429


def read_sighting(status: int, headers: Mapping[str, str]) -> Sighting:
    """What an answer of `status` with `headers` tells. Never raises."""
    family: Family = "published"
    date: str | None = None
    for name, value in headers.items():
        lowered = name.lower()
        if lowered.startswith("x-ratelimit-") and lowered.endswith("-requests"):
            family = "live"
        elif lowered == "date":
            date = value
    return Sighting(status, parse_rate_limit(headers), family, parse_http_date(date))
