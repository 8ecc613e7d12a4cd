"""The kinds of refusal, by the names of `do_inference.ErrorReason`, as the service is known to write them.

The identifier of quotas, the meaning of the headers and `retry-after` are documented; the types of the capacity of a
model and of tiers and the words "Platform overloaded" were recorded. The other texts are the emulator's own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from do_inference.emulator._errors import Shape
    from do_inference.emulator._limits import Limits

OWN_QUOTA: Final = "too_many_requests"
_SOON: Final = 2
"""Seconds after which a forced quota says that it has room again: short, so that tests of waiting are quick."""
_AMOUNTS: Final[Mapping[str, int]] = {
    "requests": 120,
    "tokens-per-minute": 1_500_000,
    "tokens-per-day": 45_000_000,
    "hour": 5000,
}
"""The limits that a refusal reports if the emulator has none of that name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal."""

    status: int
    message: str
    name: str
    """The id or type in the body."""
    code: str | None = None
    quota: str = ""
    """The bucket or window that is used up."""
    retry_after: str | None = None
    vendors: bool = False
    """The body has the shape of a vendor: Anthropic's on Messages, else OpenAI's."""

    def headers(self, limits: Limits, now: float) -> dict[str, str]:
        """The headers that show why, at Unix time `now`."""
        headers = {} if self.retry_after is None else {"retry-after": self.retry_after}
        if not self.quota:
            return headers
        configured = {rule.name: rule.limit for rule in limits.rules}
        amount, reset = configured.get(self.quota, _AMOUNTS[self.quota]), math.ceil(now) + _SOON
        if self.quota == "hour":
            told = {"ratelimit-limit": amount, "ratelimit-remaining": 0, "ratelimit-reset": reset}
        else:
            told = dict(_bucket(self.quota, amount, 0, reset))
            if self.quota != "requests":  # A refusal for requests carries only the headers of requests.
                for name in ("requests", "tokens-per-minute", "tokens-per-day"):
                    most = configured.get(name, _AMOUNTS[name])
                    told = {**_bucket(name, most, most, 0), **told}
        return {**headers, **{name: str(value) for name, value in told.items()}}

    def shape(self, own: Shape | None) -> Shape | None:
        """The shape of a vendor's body, where `own` is the shape that the operation gives its own errors."""
        return ("E4" if own == "E4" else "E5n") if self.vendors else None


def _bucket(name: str, limit: int, remaining: int, reset: int) -> dict[str, int]:
    values: Mapping[Literal["limit", "remaining", "reset"], int] = {
        "limit": limit,
        "remaining": remaining,
        "reset": reset,
    }
    return {f"x-ratelimit-{field}-{name}": value for field, value in values.items()}


KINDS: Final[Mapping[str, Kind]] = {
    "request-quota": Kind(429, "API rate limit exceeded.", OWN_QUOTA, quota="requests"),
    "token-quota": Kind(429, "Tokens per minute limit reached.", OWN_QUOTA, quota="tokens-per-minute"),
    "daily-cap": Kind(
        429,
        "Daily token limit reached for this model. Try again tomorrow.",
        OWN_QUOTA,
        quota="tokens-per-day",
    ),
    "request-burst": Kind(429, "API rate limit exceeded.", OWN_QUOTA, quota="hour", retry_after=str(_SOON)),
    "hourly-quota": Kind(429, "API rate limit exceeded.", OWN_QUOTA, quota="hour"),
    "quota": Kind(429, "API rate limit exceeded.", OWN_QUOTA),
    "model-capacity": Kind(429, "The model has no capacity at the moment.", "rate_limit_exceeded_error"),
    "platform-overload": Kind(429, "Platform overloaded. Please try again later.", "overloaded"),
    "upstream": Kind(
        429,
        "The vendor's rate limit is reached.",
        "rate_limit_error",
        "rate_limit_exceeded",
        retry_after=str(_SOON),
        vendors=True,
    ),
    "insufficient-balance": Kind(
        403, "The account balance is empty. Add funds to go on using inference.", "forbidden_error"
    ),
    "model-not-in-tier": Kind(
        403, "This model is not available for your subscription tier.", "forbidden_error"
    ),
    "model-retired": Kind(404, "This model has been retired.", "not_found_error"),
    "unauthorized": Kind(401, "Unable to authenticate you.", "Unauthorized"),
}
OTHER_NAMES: Final[Mapping[str, str]] = {"overload": "platform-overload", "daily": "daily-cap"}
"""Short names of faults."""
