"""Parsing of rate-limit headers. Every number is checked for plausibility when it is parsed.

There are two case-insensitive families for two types of limits: `ratelimit-{limit,remaining,reset}` reports a sliding
window, as in the API reference, and `x-ratelimit-{limit,remaining,reset}-<name>` reports buckets that refill
continuously (DigitalOcean, quota-specific response headers, June 2026).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from math import isfinite
from typing import Final, Literal, NamedTuple

from do_inference_generated._interface import RateLimitState, RateLimitWindow

Family = Literal["published", "live"]

_FAMILIES: Final = frozenset({"", "x-"})
"""The prefixes of `ratelimit-` in the names of the published and of the live family."""
_FIELDS: Final = frozenset({"limit", "remaining", "reset"})
_OTHER_HEADERS: Final = frozenset({"date", "retry-after", "retry-after-ms"})
"""The other headers that are relevant to rate limits."""
_OTHER_HEADERS_RAW: Final = frozenset(name.encode() for name in _OTHER_HEADERS)
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"
_DAY: Final = 86_400.0
LONGEST_WAIT: Final = _DAY
"""Maximum wait in seconds that is accepted: the longest limits are daily ones."""
_LARGEST_COUNT: Final = 10**12
"""Maximum amount that is accepted: a thousand times the tokens per day of the highest tier."""
FURTHEST_RESET: Final = _DAY + 3600.0
"""Maximum seconds until a reset: a day, plus an hour for clock differences."""
_OLDEST_RESET: Final = 3600.0
"""Maximum seconds since a reset: an hour for clock differences."""
_UNIX: Final = 1e9
"""Numbers from here on are Unix times in seconds (since 2001) instead of durations."""
_UNIX_MS: Final = 1e11
"""Numbers from here on are Unix times in milliseconds (since 1973)."""


class ReportedLimit(NamedTuple):
    """One limit, as reported by a response. Missing, invalid and implausible values are None."""

    family: Family
    name: str
    """`requests`, `tokens-per-minute`, ..."""
    limit: int | None
    """At least 1."""
    remaining: int | None
    reset: float | None
    """Unix time of the server's clock; 0 if the server reports 0, which means that there is no wait or that it is
    unknown."""


class Observation(NamedTuple):
    """All information about rate limits in one response."""

    status: int
    reported: tuple[ReportedLimit, ...] = ()
    """The reported limits, those of the published family first."""
    retry_after: float | None = None
    """The wait in seconds from `retry-after-ms` or `retry-after`; None if neither is valid."""
    date: float | None = None
    """The server's Unix time, whole seconds."""
    implausible: bool = False
    """Whether the response reports implausible numbers, which are ignored."""

    @property
    def rejected(self) -> bool:
        return self.status == 429

    @property
    def state(self) -> RateLimitState:
        """The public form of this observation. If both families report a limit of the same name, the live one
        counts.
        """
        windows = {
            reported.name: RateLimitWindow(reported.limit, reported.remaining, reported.reset or None)
            for reported in self.reported
        }
        return RateLimitState(windows, self.retry_after)

    @property
    def is_empty(self) -> bool:
        """Whether the response reports neither a limit nor a wait."""
        return not self.reported and self.retry_after is None


def read_observation(status: int, headers: Mapping[str, str]) -> Observation:
    """Parse the headers of a response in one pass. Never raises."""
    found = relevant(headers)
    now = parse_http_date(found.get("date"))
    limits = _fields(found)
    live = [
        _reported_limit("live", name[2:], limits[name], now, status)
        for name in limits
        if name.startswith("x-")
    ]
    published = [
        _reported_limit("published", name, limits[name], now, status)
        for name in limits
        if not name.startswith("x-")
    ]
    reported = tuple(each for each in (*published, *live) if each is not None)
    return Observation(status, reported, _requested_wait(found, now), now, _is_implausible(limits, reported))


def parse_rate_limit(headers: Mapping[str, str]) -> RateLimitState | None:
    """Return the rate limit that `headers` report, or None if they report none.

    Never raises: invalid and implausible values are None, and so is a reset of 0. If both header families report a
    limit of the same name, all values are those of `x-ratelimit-*`. Resets are Unix times of the server's clock;
    `retry_after` is in seconds.

    Example:
        ```python
        state = parse_rate_limit({"ratelimit-limit": "5000", "ratelimit-remaining": "4999", "retry-after": "2"})
        print(state.windows["requests"].remaining, state.retry_after)  # 4999 2.0
        ```
    """
    observation = read_observation(200, headers)
    return None if observation.is_empty else observation.state


def requested_wait(headers: Mapping[str, str]) -> float | None:
    """Return the wait in seconds from `retry-after-ms` or `retry-after`; None if neither is valid."""
    return read_observation(200, headers).retry_after


def relevant(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that are relevant to rate limits, by lower-case name.

    Iteration over httpx headers decodes each of them, so their raw form is used. Repeated headers are joined as in
    httpx.
    """
    found: dict[str, str] = {}
    raw: Sequence[tuple[bytes, bytes]] | None = getattr(headers, "raw", None)
    if raw is None:
        for key, text in headers.items():
            lower = key.lower()
            if "ratelimit-" in lower or lower in _OTHER_HEADERS:
                found[lower] = text
        return found
    for each, value in raw:
        name = each.lower()
        if b"ratelimit-" in name or name in _OTHER_HEADERS_RAW:
            key, text = name.decode("latin-1"), value.decode("latin-1")
            found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _fields(found: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Group the headers by limit. The key is the limit's name, with the prefix `x-` for the live family."""
    limits: dict[str, dict[str, str]] = {}
    for name, value in found.items():
        prefix, mark, rest = name.partition("ratelimit-")
        field, _, limit = rest.partition("-")
        if mark and prefix in _FAMILIES and field in _FIELDS:
            limits.setdefault(prefix + limit, {})[field] = value
    return limits


def _is_implausible(limits: Mapping[str, Mapping[str, str]], reported: Sequence[ReportedLimit]) -> bool:
    """Return whether a header of a limit was ignored."""
    given = sum(len(values) for values in limits.values())
    return given > sum((each.limit, each.remaining, each.reset).count(None) * -1 + 3 for each in reported)


def _reported_limit(
    family: Family, name: str, values: Mapping[str, str], now: float | None, status: int
) -> ReportedLimit | None:
    limit, remaining = _count(values.get("limit")), _count(values.get("remaining"))
    if status < 400 and (header_number(values.get("remaining")) or 0) < 0:
        remaining = None  # An overdrawn limit does not accept a request.
    reset = _reset(values.get("reset"), now)
    if limit == 0:
        # No plan has a limit of 0. Mock servers that generate headers from an API description return zeros.
        limit = None
        remaining = remaining or None
    if limit is None and remaining is None and not reset:
        return None
    return ReportedLimit(family, name or "requests", limit, remaining, reset)


def _requested_wait(found: Mapping[str, str], now: float | None) -> float | None:
    milliseconds = _longest(found.get("retry-after-ms"))
    wait = None if milliseconds is None else _wait(milliseconds / 1000, now)
    return _parse_retry_after(found.get("retry-after"), now) if wait is None else wait


def _parse_retry_after(value: str | None, now: float | None) -> float | None:
    """Return the seconds to wait from a `retry-after` value, 0 to a day; None if it is missing, negative or invalid.

    The value is a number of seconds (of several, the largest), a Unix time, or an HTTP date. Times are relative to
    `now`, the server's time, if that is known.
    """
    if value is None:
        return None
    seconds = _longest(value)
    if seconds is not None:
        return _wait(seconds, now)
    at = parse_http_date(value)
    return None if at is None else min(max(0.0, at - _time(now)), LONGEST_WAIT)


def _longest(value: str | None) -> float | None:
    """Return the largest number in a header value; None if there is none."""
    if value is None:
        return None
    return max((n for part in value.split(",") if (n := header_number(part)) is not None), default=None)


def _wait(seconds: float, now: float | None) -> float | None:
    """Return the wait for a number of seconds or a Unix time; None for a negative number."""
    seconds = _moment(seconds)
    if seconds >= _UNIX:
        seconds = max(0.0, seconds - _time(now))
    return min(seconds, LONGEST_WAIT) if seconds >= 0 else None


@lru_cache(maxsize=16)
def parse_http_date(value: str | None) -> float | None:
    """Return the Unix time of an HTTP date such as `Mon, 23 Nov 2026 13:00:00 GMT`; None if it is invalid."""
    if not value:
        return None
    usual = _usual_date(value)
    if usual is not None:
        return usual
    from email.utils import parsedate_to_datetime  # Imported here for start-up time: few servers need it.

    try:
        moment = parsedate_to_datetime(value)
        # HTTP dates are in UTC, even in the form without a time zone.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _usual_date(value: str) -> float | None:
    """Return the Unix time of a date in the form that servers must send (RFC 9110, section 5.6.7); None for others."""
    numbers = value[5:7], value[12:16], value[17:19], value[20:22], value[23:25]
    day, year, hour, minute, second = numbers
    month, inside = divmod(_MONTHS.find(value[8:11]), 3)
    if value[3:] != f", {day} {value[8:11]} {year} {hour}:{minute}:{second} GMT":
        return None
    if (
        inside
        or not value.isascii()
        or not value[:3].isalpha()
        or not "".join(numbers).isdecimal()
        or year < "1000"
    ):
        return None
    try:
        return datetime(
            int(year), month + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC
        ).timestamp()
    except ValueError:
        return None


def header_number(value: str | None) -> float | None:
    """Return the number at the start of a header value. Commas join repeated headers, semicolons precede parameters."""
    if value is None:
        return None
    try:
        number = float(value)
    except ValueError:
        try:
            number = float(value.split(",", 1)[0].split(";", 1)[0])
        except ValueError:
            return None
    return number if isfinite(number) else None


def _time(now: float | None) -> float:
    return time.time() if now is None else now


def _moment(number: float) -> float:
    """Convert a Unix time in milliseconds to seconds. Other numbers are unchanged."""
    return number / 1000 if number >= _UNIX_MS else number


def _count(value: str | None) -> int | None:
    """Return a count of at least 0. Some servers return a negative `remaining` for an overdrawn limit."""
    number = header_number(value)
    if number is None or number > _LARGEST_COUNT:
        return None
    return max(0, int(number))


def _reset(value: str | None, now: float | None) -> float | None:
    number = header_number(value)
    if number is None or number < 0:
        return None
    if number == 0:
        return 0.0
    number = _moment(number)
    return number if now is None or seconds_to_reset(number, now) is not None else None


def seconds_to_reset(reset: float | None, now: float) -> float | None:
    """Return the seconds from `now`, the server's Unix time, to a reset, negative for one in the past.

    The result is None for a reset of 0, which is not a time, and for an implausible one.
    """
    seconds = reset - now if reset else None
    return seconds if seconds is not None and -_OLDEST_RESET <= seconds <= FURTHEST_RESET else None
