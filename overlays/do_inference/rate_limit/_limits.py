"""Limits of requests and tokens, as given by the caller or published by the API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

from do_inference_generated.operations import RATE_LIMITS, UNLIMITED_SERVERS

Unit = Literal["requests", "tokens"]
Kind = Literal["window", "bucket"]


class Limit(NamedTuple):
    """A limit of a key: a sliding window, or a bucket that refills.

    A window allows at most `amount` in any `seconds`; each request counts from its own arrival. A bucket allows at most
    `amount` at once and refills continuously, by `amount` in `seconds`.

    `RateLimiter` and the stores raise `ValueError` for an `amount` below 1 or `seconds` that are not positive and
    finite.

    Example:
        ```python
        Limit("requests-per-minute", 100, 60.0, firm=True)  # 100 requests in any minute
        Limit("tokens-per-minute", 60_000, 60.0, unit="tokens", kind="bucket")  # refills by 1,000 tokens a second
        ```
    """

    name: str
    """Shown in the state, the log and errors."""
    amount: int
    """Requests or tokens, at least 1."""
    seconds: float
    """The length of the window, or the time in which an empty bucket becomes full."""
    unit: Unit = "requests"
    """`requests` or `tokens`."""
    firm: bool = False
    """Whether headers may only lower the limit. Otherwise they may also raise or remove it."""
    kind: Kind = "window"
    """`window` or `bucket`."""


class OfUnit:
    """A limit with the unit of its `Limit` as an attribute, which every request reads several times."""

    __slots__ = ("of_requests",)

    of_requests: bool
    """Whether it limits requests, not tokens."""

    def _read_unit(self, limit: Limit) -> None:
        self.of_requests = limit.unit == "requests"


def published_limits(api: str) -> tuple[Limit, ...]:
    """Return the limits that the API description publishes for keys of `serverless` or `agent`; none for other APIs."""
    return tuple(Limit(*limit) for limit in RATE_LIMITS.get(api, ()))


def has_no_published_limits(host: str) -> bool:
    """Return whether `host` matches a server of the API description that has no published limits.

    Other hosts are treated as gateways, to which the limits of the API apply.
    """
    for server in UNLIMITED_SERVERS:
        parts = re.split(r"\{[^}]*\}", urlsplit(server).netloc)
        if re.fullmatch(
            "[^.]+".join(map(re.escape, parts)), host.lower().partition(":")[0].removesuffix(".")
        ):
            return True
    return False


PUBLISHED_LIMITS: Final[Sequence[Limit]] = published_limits("serverless")
"""The published limits of a key: 5,000 requests per hour and 250 per minute. A limiter starts with them until response
headers report other limits."""

_LENGTHS: Final = {"minute": 60.0, "hour": 3600.0, "day": 86_400.0}
"""Seconds of the period at the end of a reported limit's name. Without a period it is per minute, as in the published
table of tiers."""


def unit_of(name: str) -> Unit | None:
    """Return the unit of a reported limit from its name; None for units other than requests and tokens, such as
    images.
    """
    parts = name.split("-")
    return "requests" if "requests" in parts else "tokens" if "tokens" in parts else None


def length_by_name(name: str) -> float:
    """Return the period of a reported limit in seconds from its name, such as `tokens-per-day`."""
    return _LENGTHS.get(name.rpartition("-")[2], _LENGTHS["minute"])


USUAL_LENGTHS: Final = (
    1,
    2,
    5,
    10,
    15,
    20,
    30,
    60,
    120,
    300,
    600,
    900,
    1200,
    1800,
    3600,
    7200,
    21600,
    43200,
    86400,
)
"""Common window lengths in seconds. An approximately known length is rounded to one of them."""
