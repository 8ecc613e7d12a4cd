"""Classification of rejections: the reason for which the server rejected a request.

Only this module interprets status, error codes, headers and messages for this purpose. It relies on documented facts
(support article about status 429, 21 September 2026; headers for each quota, 13 July 2026):

- A rejection by a quota has the error code `too_many_requests`.
- A used-up bucket has the header `x-ratelimit-remaining-...: 0`.
- Only vendors send `retry-after`. One exception: the API introduction promises it for the limit on request bursts.

The reason is `unknown` if the response has no evidence, or if its parts contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ..errors import ErrorReason
from ..rate_limit._headers import header_number, requested_wait

if TYPE_CHECKING:
    from .error_bodies import ErrorDescription

MODEL_REASONS: Final = frozenset(
    {"token_quota", "daily_cap", "model_capacity", "model_not_in_tier", "model_retired"}
)
"""The reasons that concern the model of the request. The others concern the account, the platform or a vendor."""

_ADVICE: Final[Mapping[ErrorReason, str]] = {
    "request_quota": "the account's request quota is used up: wait until the time in x-ratelimit-reset-requests",
    "token_quota": "the model's tokens per minute are used up: wait, or send fewer tokens",
    "daily_cap": "the model's tokens per day are used up: continue tomorrow, or use another model with "
    "a client that has a separate rate limiter",
    "request_burst": "too many requests per minute: wait for the time in retry-after",
    "quota": "a quota is used up, but the server does not report which: wait some seconds, "
    "and longer after each rejection",
    "hourly_quota": "the requests per hour are used up: wait until the time in ratelimit-reset",
    "model_capacity": "the model lacks capacity, but no quota is used up: retry later, or use another model",
    "platform_overload": "the platform is overloaded, but no quota is used up: retry in some seconds",
    "upstream": "the vendor of the model rejected the request: retry after the time in retry-after, or later",
    "insufficient_balance": "the prepaid balance is empty: add funds, then send the request again",
    "model_not_in_tier": "the model is not in the account's subscription tier: use another model, or raise the tier",
    "model_retired": "the model is retired: use another model",
    "unauthorized": "the key was rejected: check that it exists and belongs to this API",
    "unknown": "",
}
_QUOTA_CODE: Final = "too_many_requests"
_CAPACITY_TYPE: Final = "rate_limit_exceeded_error"
_VENDOR_CODES: Final = frozenset(
    {"rate_limit_exceeded", "insufficient_quota", "upstream_unavailable", "resource_exhausted"}
)
_VENDOR_TYPES: Final = frozenset({"rate_limit_error", "overloaded_error"})
_MAX_BURST_WAIT: Final = 61.0
"""Seconds. The longest `retry-after` of a limit per minute, with one second for rounding."""


def advice_for(reason: ErrorReason) -> str:
    """Return what happened and what to do, as one phrase. Empty for `unknown`."""
    return _ADVICE[reason]


def rejection_reason(
    status: int | None, body: object, description: ErrorDescription, headers: Mapping[str, str]
) -> ErrorReason:
    """Return why the server rejected a request.

    `status` is None if it is not known. `headers` are those of the error response, by lower-case names. Headers of a
    successful response that contains an error do not describe that error: pass an empty mapping.
    """
    # The title of an HTML page comes from a proxy and does not describe the reason of the service.
    text = "" if isinstance(body, str) and is_page(body) else description.message
    names = frozenset(_names(body))
    if status in (None, 429) or status >= 500:
        reason = _limit_reason(status, body, text, names, headers)
        if reason is not None:
            return reason
    if status == 401:
        return "unauthorized"
    reasons: set[ErrorReason] = set()
    # The service reports an empty balance with 402, 403 or 503. With 402, no message is needed, but a message with the
    # host of a vendor concerns an account at the vendor.
    if status == 402:
        is_balance_empty = not _names_other_host(text)
    else:
        is_balance_empty = status in (None, 403, 503) and _reports_empty_balance(text)
    if is_balance_empty:
        reasons.add("insufficient_balance")
    if status == 403 and _reports_missing_tier(text):
        reasons.add("model_not_in_tier")
    if status in (404, 410) and _reports_retirement(text):
        reasons.add("model_retired")
    return reasons.pop() if len(reasons) == 1 else "unknown"


def _limit_reason(
    status: int | None, body: object, text: str, names: frozenset[str], headers: Mapping[str, str]
) -> ErrorReason | None:
    """Return the limit, overload or vendor that caused a 429 or a server error. None without evidence."""
    is_limit = status in (None, 429)
    is_quota, wait = _QUOTA_CODE in names, requested_wait(headers)
    used_up = _used_up(headers, wait) if is_limit else None
    is_overload = _reports_platform_overload(text)
    if is_overload or _is_from_vendor(body, names):
        is_contradicted = is_quota or used_up is not None
        return "unknown" if is_contradicted else "platform_overload" if is_overload else "upstream"
    if not is_limit:
        return None
    # Quotas do not send `retry-after`, so the service forwards that of a vendor.
    is_forwarded = wait is not None and not is_quota
    if _reports_daily_tokens(text):
        # Replicas count the tokens per day separately, so the headers of this replica may show remaining tokens.
        return "daily_cap"
    if used_up is not None:
        # With a vendor's `retry-after` and a used-up bucket, the vendor or the quota may have rejected the request.
        # A burst limit is the exception, because it sends `retry-after`.
        return "unknown" if is_forwarded and used_up != "request_burst" else used_up
    if is_quota:
        return "token_quota" if _reports_tokens_per_minute(text) else _only_reset(headers) or "quota"
    if _CAPACITY_TYPE in names:
        return "unknown" if _mentions_period(text) else "model_capacity"
    return "upstream" if is_forwarded and isinstance(body, Mapping) else None


_REASON_BY_BUCKET: Final[Mapping[str, ErrorReason]] = {
    "tokens-per-day": "daily_cap",
    "tokens-per-minute": "token_quota",
    "requests": "request_quota",
}
_LONGEST_WAIT_FIRST: Final = ("daily_cap", "hourly_quota", "token_quota", "request_quota", "request_burst")
"""If several quotas are used up, the reason is the one that rejects requests for the longest time."""


def _used_up(headers: Mapping[str, str], wait: float | None) -> ErrorReason | None:
    """Return the used-up quota according to the headers. `wait` is the requested wait in seconds."""
    used_up: list[ErrorReason] = [
        reason
        for name, reason in _REASON_BY_BUCKET.items()
        if _is_empty(headers.get(f"x-ratelimit-remaining-{name}"))
    ]
    if _is_empty(headers.get("ratelimit-remaining")):
        used_up.append("request_burst" if wait is not None and wait <= _MAX_BURST_WAIT else "hourly_quota")
    return min(used_up, key=_LONGEST_WAIT_FIRST.index, default=None)


def _is_empty(remaining: str | None) -> bool:
    number = header_number(remaining)
    return number is not None and number < 1


def _only_reset(headers: Mapping[str, str]) -> ErrorReason | None:
    """Return the quota whose bucket has a reset time, if only one has.

    A bucket with remaining tokens can still have too few for the request.
    """
    resets: list[ErrorReason] = [
        reason
        for name, reason in _REASON_BY_BUCKET.items()
        if (header_number(headers.get(f"x-ratelimit-reset-{name}")) or 0) > 0
    ]
    return resets[0] if len(resets) == 1 else None


def _is_from_vendor(body: object, names: frozenset[str]) -> bool:
    """Return whether the body has the error format of a vendor.

    These are codes of OpenAI and Google, and types of Anthropic in its `{"type": "error", "error": ...}`.
    """
    if not _VENDOR_CODES.isdisjoint(names):
        return True
    types = (level.get("type") for level in _levels(body))
    has_envelope = any(isinstance(name, str) and name.strip().lower() == "error" for name in types)
    return has_envelope and not _VENDOR_TYPES.isdisjoint(names)


def _names(body: object) -> Iterator[str]:
    """Yield the IDs, types and codes of a body and of the errors nested in it, in lower case."""
    for level in _levels(body):
        for field in ("id", "type", "code", "error", "status"):
            value = level.get(field)
            if isinstance(value, str):
                yield value.strip().lower()


def _levels(body: object) -> Iterator[Mapping[str, object]]:
    """Yield a body and the errors nested in it."""
    level = body
    while isinstance(level, Mapping):
        yield level
        inner = level.get("error")
        level = inner if isinstance(inner, Mapping) else level.get("detail")


# Patterns for messages. They match English text, and only serve as evidence next to the status.

_OVERLOAD: Final = r"\bplatform\b.{0,20}\boverload"
_DAY: Final = r"\b(?:daily|per[ _-]day|tpd)\b"
_REQUESTS_PER_DAY: Final = (
    r"\b(?:daily (?:\w+ )?requests?|requests?[ _-](?:\w+[ _-])?(?:per|a|each)[ _-]day|rpd)\b"
)
_SHORTER_PERIOD: Final = r"\b(?:per[ _-](?:second|min(?:ute)?|hour)|[tr]pm)\b"
_TOKENS_PER_MINUTE: Final = r"\b(?:tokens?[ _-]per[ _-]min(?:ute)?|tpm)\b"
_MODEL: Final = r"\bmodels?\b"
_TIER: Final = r"(?<!\bservice )\btier\b"
"""The subscription tier of the account. A "service tier" is a request parameter instead."""
_RETIRED: Final = (
    r"\b(?:has been|is|was)(?: now)? (?:retired|deprecated|discontinued|decommissioned|sunset)\b"
    r"|\bend[ -]of[ -]life\b|\bno longer (?:available|supported|served)\b"
)
_ENDPOINT: Final = r"\b(?:endpoint|path|route|api)\b[^.]{0,30}$"
"""The subject of the sentence is an endpoint and not the model."""
_UNCERTAINTY: Final = r"\b(?:may|might|could|perhaps|possibly|whether|if|or|not)\b"
"""A word before the pattern that makes it a possibility or a question, as in "may be mistyped or is retired"."""
_BALANCE: Final = (
    r"\b(?:insufficient|empty|negative|zero|low|exhausted|depleted|positive)(?: \w+){0,2}[ _-]balance\b"
    r"|(?<!\bload )\bbalance (?:(?:is|was|has been|of) )?(?:too )?"
    r"(?:(?:empty|negative|zero|low|exhausted|depleted|insufficient)\b|\$?0+(?:\.0+)?(?!\d|\.\d))"
    r"|\b(?:prepaid balance|prepayment) (?:is )?required\b"
    r"|\binsufficient[ _-](?:funds|credits?)\b|\bpayment[ _-]required\b|\bout of (?:credits?|funds)\b"
    r"|\badd (?:funds|credits?)\b"
)
_OTHER_HOST: Final = r"\b(?!(?:[\w-]+\.)*digitalocean\.com\b)(?:[\w-]+\.)+(?:ai|com)\b"


def _find(pattern: str, text: str) -> re.Match[str] | None:
    """Search a text without regard to case. `re` compiles and stores a pattern on first use, for start-up time."""
    return re.search(pattern, text, re.IGNORECASE)


def is_page(text: str) -> bool:
    """Return whether a body is an HTML or XML page, such as an error page of a proxy."""
    head = text[:512].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(("<!doctype", "<html", "<head", "<body", "<?xml", "<!--")) or "<html" in head


def _reports_platform_overload(text: str) -> bool:
    """Return whether a message reports that the platform is overloaded."""
    return _find(_OVERLOAD, text) is not None


def _reports_daily_tokens(text: str) -> bool:
    """Return whether a message reports that the tokens per day are used up.

    A message that also names a shorter period may be about that limit.
    """
    names_day = _find(_DAY, text) is not None
    return names_day and _find(_SHORTER_PERIOD, text) is None and _find(_REQUESTS_PER_DAY, text) is None


def _reports_tokens_per_minute(text: str) -> bool:
    """Return whether a message names the limit on tokens per minute."""
    return _find(_TOKENS_PER_MINUTE, text) is not None


def _mentions_period(text: str) -> bool:
    """Return whether a message names the period of a limit, such as a minute or a day."""
    return _find(_SHORTER_PERIOD, text) is not None or _find(_DAY, text) is not None


def _reports_empty_balance(text: str) -> bool:
    """Return whether a message reports that the balance is empty, and not that of an account at a vendor."""
    is_reported = _find(_BALANCE, text) is not None and _find(_TIER, text) is None
    return is_reported and not _names_other_host(text)


def _names_other_host(text: str) -> bool:
    """Return whether a message names a host that is not DigitalOcean's, as messages of vendors do."""
    return _find(_OTHER_HOST, text) is not None


def _reports_missing_tier(text: str) -> bool:
    """Return whether a message reports that the model is not in the subscription tier of the account."""
    is_reported = _find(_TIER, text) is not None and _find(_MODEL, text) is not None
    return is_reported and _find(_BALANCE, text) is None


def _reports_retirement(text: str) -> bool:
    """Return whether a message reports that the model is retired, without doubt and not about an endpoint."""
    found = _find(_RETIRED, text)
    if found is None or _find(_MODEL, text) is None:
        return False
    before = text[: found.start()]
    return _find(_UNCERTAINTY, before) is None and _find(_ENDPOINT, before) is None
