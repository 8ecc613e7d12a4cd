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
from ..rate_limit._headers import header_number, requested_wait

if TYPE_CHECKING:
    from .error_bodies import ErrorDescription

OF_ONE_MODEL: Final = frozenset(
    {"token_quota", "daily_cap", "model_capacity", "model_not_in_tier", "model_retired"}
)
"""Reasons that concern the model of the request; the others concern the account, the platform or a vendor."""

_ADVICE: Final[Mapping[ErrorReason, str]] = {
    "request_quota": "the account's request quota is used up: wait until the reset of x-ratelimit-reset-requests",
    "token_quota": "the model's tokens per minute are used up: wait, or send fewer tokens",
    "daily_cap": "the model's tokens of the day are used up: continue tomorrow, or use another model with "
    "a client that has a rate limiter of its own",
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
_CODES_OF_VENDORS: Final = frozenset(
    {"rate_limit_exceeded", "insufficient_quota", "upstream_unavailable", "resource_exhausted"}
)
_TYPES_OF_VENDORS: Final = frozenset({"rate_limit_error", "overloaded_error"})
_MINUTE: Final = 61.0
"""The longest wait, in seconds, for the limit of a minute, with one second for rounding."""


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
    text = (
        "" if isinstance(body, str) and is_page(body) else described.message
    )  # The title of a page is the text of a proxy.
    names = frozenset(_names(body))
    if status in (None, 429) or status >= 500:
        reason = _of_a_limit(status, body, text, names, headers)
        if reason is not None:
            return reason
    if status == 401:
        return "unauthorized"
    told: set[ErrorReason] = set()
    if (
        says_empty_balance(text)
        if status in (None, 403, 503)
        else status == 402 and not names_another_host(text)
    ):
        told.add("insufficient_balance")
    if status == 403 and says_not_in_tier(text):
        told.add("model_not_in_tier")
    if status in (404, 410) and says_retired(text):
        told.add("model_retired")
    return told.pop() if len(told) == 1 else "unknown"


def _of_a_limit(
    status: int | None, body: object, text: str, names: frozenset[str], headers: Mapping[str, str]
) -> ErrorReason | None:
    """The limit, overload or vendor that a 429 or a failure of the server is about; None if nothing names one."""
    limited = status in (None, 429)
    own, wait = _OWN_QUOTA in names, requested_wait(headers)
    empty = _used_up(headers, wait) if limited else None
    overloaded = says_platform_overload(text)
    if overloaded or _is_of_a_vendor(body, names):
        contradicted = own or empty is not None
        return "unknown" if contradicted else "platform_overload" if overloaded else "upstream"
    if not limited:
        return None
    forwarded = wait is not None and not own
    if says_daily_tokens(text):
        return "daily_cap"  # Replicas count the day apart, so the header may still show tokens.
    if empty is not None:
        # With a vendor's `retry-after` and an empty bucket, either may have refused, unless the body says so.
        return "unknown" if forwarded and empty != "request_burst" else empty
    if own:
        return "token_quota" if says_tokens_of_a_minute(text) else _awaited(headers) or "quota"
    if _CAPACITY in names:
        return "unknown" if names_a_limit(text) else "model_capacity"
    return "upstream" if forwarded and isinstance(body, Mapping) else None


_OF_BUCKETS: Final[Mapping[str, ErrorReason]] = {
    "tokens-per-day": "daily_cap",
    "tokens-per-minute": "token_quota",
    "requests": "request_quota",
}
_LONGEST_FIRST: Final = ("daily_cap", "hourly_quota", "token_quota", "request_quota", "request_burst")
"""Each quota that is empty refuses; the first of these refuses for longest."""


def _used_up(headers: Mapping[str, str], wait: float | None) -> ErrorReason | None:
    """The quota that shows nothing left. `wait` is what `retry-after` asks for, in seconds."""
    empty: list[ErrorReason] = [
        reason
        for name, reason in _OF_BUCKETS.items()
        if _is_empty(headers.get(f"x-ratelimit-remaining-{name}"))
    ]
    if _is_empty(headers.get("ratelimit-remaining")):
        empty.append("request_burst" if wait is not None and wait <= _MINUTE else "hourly_quota")
    return min(empty, key=_LONGEST_FIRST.index, default=None)


def _is_empty(remaining: str | None) -> bool:
    number = header_number(remaining)
    return number is not None and number < 1


def _awaited(headers: Mapping[str, str]) -> ErrorReason | None:
    """The only quota with a reset: a bucket that has something left may hold too little for a request of this size."""
    waiting: list[ErrorReason] = [
        reason
        for name, reason in _OF_BUCKETS.items()
        if (header_number(headers.get(f"x-ratelimit-reset-{name}")) or 0) > 0
    ]
    return waiting[0] if len(waiting) == 1 else None


def _is_of_a_vendor(body: object, names: frozenset[str]) -> bool:
    """Whether the body has a vendor's error shape: codes of OpenAI and Google, or Anthropic's types in its envelope."""
    if not _CODES_OF_VENDORS.isdisjoint(names):
        return True
    outer = (level.get("type") for level in _levels(body))
    in_envelope = any(isinstance(kind, str) and kind.strip().lower() == "error" for kind in outer)
    return in_envelope and not _TYPES_OF_VENDORS.isdisjoint(names)


def _names(body: object) -> Iterator[str]:
    """The ids, types and codes of a body and of the errors nested in it, in lower case."""
    for level in _levels(body):
        for field in ("id", "type", "code", "error", "status"):
            value = level.get(field)
            if isinstance(value, str):
                yield value.strip().lower()


def _levels(body: object) -> Iterator[Mapping[str, object]]:
    """A body and the errors nested in it."""
    level = body
    while isinstance(level, Mapping):
        yield level
        inner = level.get("error")
        level = inner if isinstance(inner, Mapping) else level.get("detail")


_OVERLOAD: Final = re.compile(r"\bplatform\b.{0,20}\boverload", re.IGNORECASE)
_DAY: Final = re.compile(r"\b(?:daily|per[ _-]day|tpd)\b", re.IGNORECASE)
_REQUESTS_OF_A_DAY: Final = re.compile(
    r"\b(?:daily (?:\w+ )?requests?|requests?[ _-](?:\w+[ _-])?(?:per|a|each)[ _-]day|rpd)\b", re.IGNORECASE
)
_SHORTER: Final = re.compile(r"\b(?:per[ _-](?:second|min(?:ute)?|hour)|[tr]pm)\b", re.IGNORECASE)
_MINUTE_OF_TOKENS: Final = re.compile(r"\b(?:tokens?[ _-]per[ _-]min(?:ute)?|tpm)\b", re.IGNORECASE)
_MODEL: Final = re.compile(r"\bmodels?\b", re.IGNORECASE)
_TIER: Final = re.compile(r"(?<!\bservice )\btier\b", re.IGNORECASE)
_RETIRED: Final = re.compile(
    r"\b(?:has been|is|was)(?: now)? (?:retired|deprecated|discontinued|decommissioned|sunset)\b"
    r"|\bend[ -]of[ -]life\b|\bno longer (?:available|supported|served)\b",
    re.IGNORECASE,
)
_OF_AN_ENDPOINT: Final = re.compile(r"\b(?:endpoint|path|route|api)\b[^.]{0,30}$", re.IGNORECASE)
_DOUBT: Final = re.compile(r"\b(?:may|might|could|perhaps|possibly|whether|if|or|not)\b", re.IGNORECASE)
_BALANCE: Final = re.compile(
    r"\b(?:insufficient|empty|negative|zero|low|exhausted|depleted|positive)(?: \w+){0,2}[ _-]balance\b"
    r"|(?<!\bload )\bbalance (?:(?:is|was|has been|of) )?(?:too )?"
    r"(?:(?:empty|negative|zero|low|exhausted|depleted|insufficient)\b|\$?0+(?:\.0+)?(?!\d|\.\d))"
    r"|\b(?:prepaid balance|prepayment) (?:is )?required\b"
    r"|\binsufficient[ _-](?:funds|credits?)\b|\bpayment[ _-]required\b|\bout of (?:credits?|funds)\b"
    r"|\badd (?:funds|credits?)\b",
    re.IGNORECASE,
)
_HOST_OF_ANOTHER: Final = re.compile(
    r"\b(?!(?:[\w-]+\.)*digitalocean\.com\b)(?:[\w-]+\.)+(?:ai|com)\b", re.IGNORECASE
)


def is_page(text: str) -> bool:
    """Whether a body is a page of HTML or XML, such as a proxy's."""
    head = text[:512].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(("<!doctype", "<html", "<head", "<body", "<?xml", "<!--")) or "<html" in head


def says_platform_overload(text: str) -> bool:
    """Whether the platform is overloaded."""
    return _OVERLOAD.search(text) is not None


def says_daily_tokens(text: str) -> bool:
    """Whether the tokens of a day are used up. A text that names a shorter limit too may be about that one."""
    about = _DAY.search(text) is not None
    return about and _SHORTER.search(text) is None and _REQUESTS_OF_A_DAY.search(text) is None


def says_tokens_of_a_minute(text: str) -> bool:
    """Whether the limit is that of tokens per minute."""
    return _MINUTE_OF_TOKENS.search(text) is not None


def names_a_limit(text: str) -> bool:
    """Whether the text names a limit for a span of time."""
    return _SHORTER.search(text) is not None or _DAY.search(text) is not None


def says_empty_balance(text: str) -> bool:
    """Whether the account's balance is empty, in a text that is not about an account at a vendor."""
    stated = _BALANCE.search(text) is not None and _TIER.search(text) is None
    return stated and not names_another_host(text)


def names_another_host(text: str) -> bool:
    """Whether the text names a host that is not DigitalOcean's, as the texts of vendors do."""
    return _HOST_OF_ANOTHER.search(text) is not None


def says_not_in_tier(text: str) -> bool:
    """Whether the account's tier lacks the model."""
    stated = _TIER.search(text) is not None and _MODEL.search(text) is not None
    return stated and _BALANCE.search(text) is None


def says_retired(text: str) -> bool:
    """Whether the model is retired."""
    found = _RETIRED.search(text)
    if found is None or _MODEL.search(text) is None:
        return False
    before = text[: found.start()]
    return _DOUBT.search(before) is None and _OF_AN_ENDPOINT.search(before) is None
