"""The limiter that a client's requests wait for."""

from __future__ import annotations

import logging
import re
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from do_inference_generated._model import Model
from do_inference_generated._seam import NotGiven

from ..errors import RateLimitError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from ..errors import APIStatusError
    from ..rate_limit import LimiterState, RateLimiter, RateLimitTransport, Waiting

TransportT = TypeVar("TransportT", bound="httpx.BaseTransport | httpx.AsyncBaseTransport")

_QUOTAS: Final = frozenset({"request_quota", "token_quota", "request_burst", "hourly_quota"})
"""Reasons for which the limiter waits until there is room again."""
logger: Final = logging.getLogger("do_inference")

_BYTES_OF_A_TOKEN: Final = 4
"""How many bytes of JSON make a token, roughly. Only for the estimate until the answer tells."""
_UNBOUNDED: Final = 1 << 30
"""How many requests may be on their way before the first answer of a host for which no limits are published."""
_OUTPUT_LIMIT: Final = re.compile(r"max_(?:\w+_)?tokens")


class Pacing:
    """Paces the requests of one key at one host: by the limiter it was given, or one of its own in memory, made when
    the first request goes out.
    """

    def __init__(self, limiter: RateLimiter | NotGiven | None, api: str, host: str) -> None:
        self._limiter = limiter
        self._own = isinstance(limiter, NotGiven)
        self._api = api
        self._host = host
        self._lock = Lock()

    @property
    def limiter(self) -> RateLimiter | None:
        """The limiter; None where requests are not paced."""
        if isinstance(self._limiter, NotGiven):
            with self._lock:
                if isinstance(self._limiter, NotGiven):
                    self._limiter = _own_limiter(self._api, self._host)
        return self._limiter

    def for_another_key(self, host: str) -> Pacing:
        """The pacing of the same client with another key or host, which has its own quota. A limiter that the caller
        passed is kept.
        """
        return Pacing(NotGiven.NOT_GIVEN if self._own else self._limiter, self._api, host)

    @property
    def state(self) -> LimiterState | None:
        """What is known of the limits; None where requests are not paced."""
        return None if self.limiter is None else self.limiter.state

    def around(self, transport: TransportT) -> TransportT | RateLimitTransport:
        """The transport, waiting for the limiter before each request."""
        limiter = self.limiter
        if limiter is None:
            return transport
        from ..rate_limit.transport import RateLimitTransport

        return RateLimitTransport(transport, limiter)


def tokens_asked(fields: Mapping[str, Any], size: int) -> int:
    """How many tokens a request may cost, roughly: what it says, and the most that it allows the answer."""
    limits = [value for name, value in fields.items() if type(value) is int and _OUTPUT_LIMIT.fullmatch(name)]
    return size // _BYTES_OF_A_TOKEN + max(limits, default=0)


def tokens_used(usage: object) -> int | None:
    """How many tokens an answer says it cost; None where it does not say."""
    if not isinstance(usage, dict):
        return None
    total = usage.get("total_tokens")
    if type(total) is int:
        return total
    parts = [usage.get("input_tokens"), usage.get("output_tokens")]
    return (
        sum(part for part in parts if type(part) is int) if any(type(part) is int for part in parts) else None
    )


def settle(response: httpx.Response, result: object) -> None:
    """Tell the limiter what a request has cost in tokens, in place of what was reserved for it."""
    if isinstance(result, Model):
        settle_usage(response, result._came().get("usage"))


def settle_usage(response: httpx.Response, usage: object) -> None:
    """The same for a usage that came in a stream."""
    grant = response.extensions.get("rate_limit_grant")
    tokens = tokens_used(usage)
    if grant is not None and tokens is not None:
        grant.used(tokens)


def report_refusal(response: httpx.Response, error: APIStatusError) -> bool:
    """Tell the limiter what only the body of a response says: that the day's quota is used up, or that a response with
    a successful status is a refusal.

    Returns whether `error` is a refusal for a rate limit that makes the limiter wait until there is room again.
    """
    grant = response.extensions.get("rate_limit_grant")
    if grant is None or not isinstance(error, RateLimitError):
        return False
    if response.is_success:
        grant.refused(response.headers)
    if error.reason == "daily_cap":
        grant.daily_cap()
        return False
    waits = error.retry_after is not None and error.reason != "platform_overload"
    return waits or error.reason in _QUOTAS


def _own_limiter(api: str, host: str) -> RateLimiter:
    from ..rate_limit.limiter import RateLimiter
    from ..rate_limit.limits import has_no_published_limits, published_limits

    if has_no_published_limits(host):  # Only the headers of its answers tell whether it has any.
        return RateLimiter((), first_contact=_UNBOUNDED, on_wait=_say)
    return RateLimiter(published_limits(api), assumed=True, on_wait=_say)


def _say(waiting: Waiting) -> None:
    from time import monotonic

    seconds = waiting.available_at - monotonic()
    if seconds > 1:
        logger.info("waiting about %.0f s for the rate limit, %d calls ahead", seconds, waiting.ahead)
