"""What is limited: so many requests or tokens in any stretch of so many seconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

from do_inference_generated.operations import RATE_LIMITS, UNLIMITED_SERVERS

Unit = Literal["requests", "tokens"]
Kind = Literal["window", "bucket"]


class Limit(NamedTuple):
    """At most `amount` of `unit` in any stretch of `seconds`, each counted from when it was made.

    With the kind `bucket`: a capacity of `amount`, which refills continuously, all of it in `seconds`.
    """

    name: str
    amount: int
    seconds: float
    unit: Unit = "requests"
    firm: bool = False
    """The caller's own wish: headers may lower it but neither raise nor drop it."""
    kind: Kind = "window"


def published_limits(api: str) -> tuple[Limit, ...]:
    """What the description publishes for a key of `serverless` or `agent`."""
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
"""What is published for a key. Only where a limiter starts from: the first headers correct it."""

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
