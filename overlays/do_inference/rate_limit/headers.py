"""What the headers of an answer say of the rate limit.

Two families are understood, in any case: `ratelimit-{limit,remaining,reset}` of a sliding window, as published, and
`x-ratelimit-{limit,remaining,reset}-<name>` of buckets that refill continuously, as the live API sends them. Where both
tell of the same limit the second wins as a whole, since values of two families need not be about the same limit.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache
from math import isfinite

from do_inference_generated._seam import RateLimitState, RateLimitWindow

_PUBLISHED = "ratelimit-"
_LIVE = "x-ratelimit-"
_FIELDS = frozenset({"limit", "remaining", "reset"})
_REQUESTS = "requests"


def parse_rate_limit(headers: Mapping[str, str]) -> RateLimitState | None:
    """The rate limit as `headers` tell it, or None where they say nothing of it.

    Never raises: a value that cannot be read is None. A reset of 0 is None too: there was
    enough for an accepted request, and after a refusal the time is unknown.
    `retry-after` may be seconds or an HTTP date, which is measured against the server's own `Date` where there is one.
    """
    fields: dict[tuple[str, str, str], str] = {}
    retry_after: str | None = None
    retry_after_ms: str | None = None
    date: str | None = None
    for raw_name, value in headers.items():
        name = raw_name.lower()
        if name.startswith(_LIVE):
            _note(fields, _LIVE, name[len(_LIVE) :], value)
        elif name.startswith(_PUBLISHED):
            _note(fields, _PUBLISHED, name[len(_PUBLISHED) :], value)
        elif name == "retry-after":
            retry_after = value
        elif name == "retry-after-ms":
            retry_after_ms = value
        elif name == "date":
            date = value
    windows = _windows(fields)
    wait = _milliseconds(retry_after_ms)
    if wait is None:
        wait = parse_retry_after(retry_after, date)
    if not windows and wait is None:
        return None
    return RateLimitState(windows, wait)


def parse_retry_after(value: str | None, date: str | None = None) -> float | None:
    """Seconds to wait from a `retry-after` value, never negative; None where there is none or it makes no sense."""
    if value is None:
        return None
    seconds = header_number(value)
    if seconds is not None:
        return max(0.0, seconds)
    at = parse_http_date(value)
    if at is None:
        return None
    now = parse_http_date(date)
    return max(0.0, at - (time.time() if now is None else now))


@lru_cache(maxsize=16)
def parse_http_date(value: str | None) -> float | None:
    """The Unix time of an HTTP date such as `Mon, 23 Nov 2026 13:00:00 GMT`; None where it is none."""
    if not value:
        return None
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _note(fields: dict[tuple[str, str, str], str], family: str, rest: str, value: str) -> None:
    field, _, window = rest.partition("-")
    if field in _FIELDS:
        fields[family, window or _REQUESTS, field] = value


def _windows(fields: Mapping[tuple[str, str, str], str]) -> dict[str, RateLimitWindow]:
    windows: dict[str, RateLimitWindow] = {}
    for family in (_PUBLISHED, _LIVE):
        for window in dict.fromkeys(name for kin, name, _ in fields if kin == family):
            limit = header_number(fields.get((family, window, "limit")))
            remaining = header_number(fields.get((family, window, "remaining")))
            reset = header_number(fields.get((family, window, "reset")))
            if limit is None and remaining is None and not reset:
                continue
            windows[window] = RateLimitWindow(
                None if limit is None or limit < 0 else int(limit),
                None if remaining is None else max(0, int(remaining)),
                reset if reset and reset > 0 else None,
            )
    return windows


def header_number(value: str | None) -> float | None:
    """The number a header value begins with: duplicated headers come joined by commas, parameters follow semicolons."""
    if value is None:
        return None
    try:
        number = float(value.split(",", 1)[0].split(";", 1)[0])
    except ValueError:
        return None
    return number if isfinite(number) else None


def _milliseconds(value: str | None) -> float | None:
    number = header_number(value)
    return None if number is None else max(0.0, number / 1000)
