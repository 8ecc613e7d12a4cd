"""Limits of requests and tokens, as they are given or published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

from do_inference_generated.operations import RATE_LIMITS, UNLIMITED_SERVERS

Unit = Literal["requests", "tokens"]
Kind = Literal["window", "bucket"]


class Limit(NamedTuple):
    """One limit of a key: a sliding window, or a bucket that refills.

    A window allows at most `amount` in any `seconds`; each request counts from its own arrival. A bucket allows at most
    `amount` at once and refills continuously, by `amount` in `seconds`.

    A `RateLimiter` or store that gets a limit with an `amount` below 1, or with `seconds` that are not above 0, raises
    `ValueError`.

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
    """Whether headers may only lower it. Otherwise they may also raise it or show that it does not hold."""
    kind: Kind = "window"
    """`window` or `bucket`."""


def published_limits(api: str) -> tuple[Limit, ...]:
    """The limits that the description publishes for a key of `serverless` or `agent`; none for another API."""
    return tuple(Limit(*limit) for limit in RATE_LIMITS.get(api, ()))


def has_no_published_limits(host: str) -> bool:
    """Whether the description names `host`, or hosts like it, and no limits for them.

    Hosts that the description does not name are taken for gateways, which pass the limits of the API on.
    """
    for server in UNLIMITED_SERVERS:
        parts = re.split(r"\{[^}]*\}", urlsplit(server).netloc)
        if re.fullmatch(
            "[^.]+".join(map(re.escape, parts)), host.lower().partition(":")[0].removesuffix(".")
        ):
            return True
    return False


PUBLISHED_LIMITS: Final[Sequence[Limit]] = published_limits("serverless")
"""The published limits of a key: 5,000 requests an hour and 250 a minute. A limiter starts from them, and the headers
of responses replace them."""

_LENGTHS: Final = {"minute": 60.0, "hour": 3600.0, "day": 86_400.0}
"""Seconds of the period that ends the name of a reported limit. Without one it is per minute, as is the published table
of tiers."""


def unit_of(name: str) -> Unit | None:
    """What a reported limit counts, by its name; None for anything but requests and tokens, such as images."""
    parts = name.split("-")
    return "requests" if "requests" in parts else "tokens" if "tokens" in parts else None


def length_by_name(name: str) -> float:
    """Seconds in which a reported limit is used up and refills, by its name, such as `tokens-per-day`."""
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
"""Lengths in seconds that people give to windows: what a length that is only roughly known is taken to be."""
