"""Decides why the server refused a request. The only place that reads status, names, headers and text for that.

Quotas are recognised by documented facts (support article on 429, 21 September 2026; quota-specific response headers,
13 July 2026): their identifier is `too_many_requests`, a bucket that is used up shows `remaining: 0`, and `retry-after`
comes only from a vendor, except that the published introduction of the API promises it for its burst limit. An answer
whose pieces contradict each other, or which has none, is `unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ..errors import ErrorReason

if TYPE_CHECKING:
    from .error_bodies import ErrorDescription

OF_ONE_MODEL: Final = frozenset(
    {"token_quota", "daily_cap", "model_capacity", "model_not_in_tier", "model_retired"}
)
"""Reasons that concern the model of the request; the others concern the account, the platform or a vendor."""

_ADVICE: Final[Mapping[ErrorReason, str]] = {
    "request_quota": "the account's request quota is used up: wait until the reset of x-ratelimit-reset-requests",
    "token_quota": "the model's tokens per minute are used up: wait, or send fewer tokens",
    "daily_cap": "the model's tokens of the day are used up: use another model, or continue tomorrow",
    "request_burst": "too many requests in a minute: wait as long as retry-after says",
    "quota": "a quota is used up, and the server does not say which: wait some seconds, longer each time",
    "hourly_quota": "the requests of the hour are used up: wait until ratelimit-reset",
    "model_capacity": "the model is short of capacity, the quota is not used up: retry later, or use another model",
    "platform_overload": "the platform is overloaded, the quota is not used up: retry in some seconds",
    "upstream": "the vendor behind the model refused: retry later, after retry-after if it is given",
    "insufficient_balance": "the prepaid balance is empty: refill it, then send the request again",
    "model_not_in_tier": "the model is not in the account's subscription tier: use another model, or raise the tier",
    "model_retired": "the model is retired: use another one",
    "unauthorized": "the key was not accepted: check that it exists and belongs to this API",
    "unknown": "",
}
_OWN_QUOTA: Final = "too_many_requests"
_CAPACITY: Final = "rate_limit_exceeded_error"
_CODES_OF_VENDORS: Final = frozenset({"rate_limit_exceeded", "insufficient_quota", "upstream_unavailable"})
_TYPES_OF_VENDORS: Final = frozenset({"rate_limit_error", "overloaded_error"})

_OVERLOAD: Final = re.compile(r"\bplatform\b.{0,20}\boverload", re.IGNORECASE)
_DAY: Final = re.compile(r"\b(?:daily|per[ _-]day|tpd)\b", re.IGNORECASE)
_MINUTE_OF_TOKENS: Final = re.compile(r"\b(?:tokens?[ _-]per[ _-]min(?:ute)?|tpm)\b", re.IGNORECASE)
_TIER: Final = re.compile(r"\btier\b", re.IGNORECASE)
_RETIRED: Final = re.compile(
    r"\b(?:retired|deprecated|discontinued|decommissioned|sunset|end[ -]of[ -]life"
    r"|no longer (?:available|supported|served))\b",
    re.IGNORECASE,
)
_BALANCE: Final = re.compile(
    r"\b(?:insufficient|empty|negative|zero|low|exhausted|depleted|positive|prepaid|account)(?: \w+)?[ _-]balance\b"
    r"|\bbalance (?:is|was|has|too|of \$?0|exhausted|depleted|insufficient|must)\b"
    r"|\binsufficient[ _-](?:funds|credits?)\b|\bpayment[ _-]required\b|\bout of (?:credits?|funds)\b"
    r"|\badd (?:funds|credits?)\b|\bprepa(?:id|y|yments?)\b",
    re.IGNORECASE,
)


def advice_on(reason: ErrorReason) -> str:
    """What happened and what to do, in one sentence; empty for `unknown`."""
    return _ADVICE[reason]


def reason_of(
    status: int | None, body: object, described: ErrorDescription, headers: Mapping[str, str]
) -> ErrorReason:
    """Why a request was refused.

    `status` is None if the server named none. `headers` are those of the refusal, by lower-case names: those of an
    answer that was accepted say nothing about a refusal, so leave them out.
    """
    text, names = described.message, frozenset(_names(body))
    if status in (None, 429) or status >= 500:
        reason = _of_a_limit(status, body, text, names, headers)
        if reason is not None:
            return reason
    if status == 401:
        return "unauthorized"
    told: set[ErrorReason] = set()
    if status == 402 or (status in (None, 403, 503) and _BALANCE.search(text)):
        told.add("insufficient_balance")
    if status == 403 and _TIER.search(text):
        told.add("model_not_in_tier")
    if status == 404 and _RETIRED.search(text):
        told.add("model_retired")
    return told.pop() if len(told) == 1 else "unknown"


def _of_a_limit(
    status: int | None, body: object, text: str, names: frozenset[str], headers: Mapping[str, str]
) -> ErrorReason | None:
    """The limit, overload or vendor that a 429 or a failure of the server is about; None if nothing names one."""
    limited = status in (None, 429)
    own = _OWN_QUOTA in names
    empty = _used_up(headers) if limited else None
    overloaded = _OVERLOAD.search(text) is not None
    if overloaded or _is_of_a_vendor(body, names):
        contradicted = own or empty is not None
        return "unknown" if contradicted else "platform_overload" if overloaded else "upstream"
    if not limited:
        return None
    if _DAY.search(text):
        return "daily_cap"  # Replicas count the day apart, so the header may still show tokens.
    forwarded = "retry-after" in headers
    if empty is not None:
        # With a vendor's `retry-after` and an empty bucket, either may have refused, unless the body says so.
        return "unknown" if forwarded and not own and empty in _OF_BUCKETS.values() else empty
    if own:
        return "token_quota" if _MINUTE_OF_TOKENS.search(text) else _awaited(headers) or "quota"
    if _CAPACITY in names:
        return "model_capacity"
    return "upstream" if forwarded and isinstance(body, Mapping) else None


_OF_BUCKETS: Final[Mapping[str, ErrorReason]] = {
    "tokens-per-day": "daily_cap",
    "tokens-per-minute": "token_quota",
    "requests": "request_quota",
}
"""The one that takes longest to refill first: each that is empty refuses, and that one for longest."""


def _used_up(headers: Mapping[str, str]) -> ErrorReason | None:
    """The quota that shows nothing left."""
    for name, reason in _OF_BUCKETS.items():
        if _number(headers.get(f"x-ratelimit-remaining-{name}"), 1) <= 0:
            return reason
    if _number(headers.get("ratelimit-remaining"), 1) <= 0:
        return "request_burst" if "retry-after" in headers else "hourly_quota"
    return None


def _awaited(headers: Mapping[str, str]) -> ErrorReason | None:
    """The only quota with a reset: a bucket that has something left may hold too little for a request of this size."""
    waiting: list[ErrorReason] = [
        reason
        for name, reason in _OF_BUCKETS.items()
        if _number(headers.get(f"x-ratelimit-reset-{name}"), 0) > 0
    ]
    return waiting[0] if len(waiting) == 1 else None


def _number(text: str | None, otherwise: float) -> float:
    """The number in a header; of a header that came twice the first."""
    try:
        return otherwise if text is None else float(text.partition(",")[0])
    except ValueError:
        return otherwise


def _is_of_a_vendor(body: object, names: frozenset[str]) -> bool:
    """Whether the body has a vendor's error shape: OpenAI's codes, or Anthropic's types in Anthropic's envelope."""
    if not _CODES_OF_VENDORS.isdisjoint(names):
        return True
    in_envelope = isinstance(body, Mapping) and body.get("type") == "error"
    return in_envelope and not _TYPES_OF_VENDORS.isdisjoint(names)


def _names(body: object) -> Iterator[str]:
    """The ids, types and codes of a body and of the errors nested in it, in lower case."""
    level = body
    while isinstance(level, Mapping):
        for field in ("id", "type", "code", "error", "status"):
            value = level.get(field)
            if isinstance(value, str):
                yield value.strip().lower()
        inner = level.get("error")
        level = inner if isinstance(inner, Mapping) else level.get("detail")
