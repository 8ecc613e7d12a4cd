"""What the headers of a response say about the rate limit, every number bounded where it is parsed.

Two families are read, in any case of letters: `ratelimit-{limit,remaining,reset}` of a sliding window, as the API's
reference publishes them, and `x-ratelimit-{limit,remaining,reset}-<name>` of buckets that refill continuously
(DigitalOcean, quota-specific response headers, June 2026). They are two kinds of limit.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from math import isfinite
from typing import Final, Literal, NamedTuple

from do_inference_generated._interface import RateLimitState, RateLimitWindow

Family = Literal["published", "live"]

_FAMILIES: Final = frozenset({"", "x-"})
"""What precedes `ratelimit-` in the names of the published and of the live family."""
_FIELDS: Final = frozenset({"limit", "remaining", "reset"})
_OTHER_HEADERS: Final = frozenset({"date", "retry-after", "retry-after-ms"})
"""The other headers that concern rate limits."""
_OTHER_HEADERS_RAW: Final = frozenset(name.encode() for name in _OTHER_HEADERS)
_DAY: Final = 86_400.0
LONGEST_WAIT: Final = _DAY
"""The longest wait in seconds that is believed: the longest limit there is is one of a day."""
_LARGEST_COUNT: Final = 10**12
"""The largest limit that is believed, a thousand times the tokens per day of the highest tier."""
FURTHEST_RESET: Final = _DAY + 3600.0
"""How many seconds ahead a reset may be: a day, and an hour for clocks that differ."""
_OLDEST_RESET: Final = 3600.0
"""How long ago a reset may be: an hour for clocks that differ."""
_UNIX: Final = 1e9
"""From here on a number is a Unix time in seconds (since 2001) and no duration ..."""
_UNIX_MS: Final = 1e11
"""... and from here on one in milliseconds (since 1973)."""


class ReportedLimit(NamedTuple):
    """What a response says about one limit. What is missing, unreadable or implausible is None."""

    family: Family
    name: str
    """`requests`, `tokens-per-minute`, ..."""
    limit: int | None
    """At least 1."""
    remaining: int | None
    reset: float | None
    """Unix time by the server's clock; 0 if the server says 0, which means that there is no wait or none is known."""


class Observation(NamedTuple):
    """What one response says about the rate limit."""

    status: int
    reported: tuple[ReportedLimit, ...] = ()
    """The limits that it reports, those of the published family first."""
    retry_after: float | None = None
    """Seconds that `retry-after-ms` or `retry-after` ask for; None if neither can be read."""
    date: float | None = None
    """The server's Unix time, whole seconds."""
    implausible: bool = False
    """Whether it reports numbers that cannot be true, which are ignored."""

    @property
    def rejected(self) -> bool:
        return self.status == 429

    @property
    def state(self) -> RateLimitState:
        """The same as users see it. Of two families that report a limit of the same name, the live one counts."""
        windows = {
            reported.name: RateLimitWindow(reported.limit, reported.remaining, reported.reset or None)
            for reported in self.reported
        }
        return RateLimitState(windows, self.retry_after)

    @property
    def is_empty(self) -> bool:
        """Whether it reports no limit and asks for no wait."""
        return not self.reported and self.retry_after is None


def read_observation(status: int, headers: Mapping[str, str]) -> Observation:
    """What a response of `status` with `headers` says, from one pass over them. Never raises."""
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
    """The rate limit as `headers` report it, or None if they say nothing about it.

    Never raises: a value that is unreadable or implausible is None. So is a reset of 0. Of two families that report a
    limit of the same name, the live one counts as a whole. Resets are Unix times of the server's clock, `retry_after`
    is in seconds.

    Example:
        ```python
        state = parse_rate_limit({"ratelimit-limit": "5000", "ratelimit-remaining": "4999", "retry-after": "2"})
        print(state.windows["requests"].remaining, state.retry_after)  # 4999 2.0
        ```
    """
    observation = read_observation(200, headers)
    return None if observation.is_empty else observation.state


def requested_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that `retry-after-ms` or `retry-after` ask for; None if neither can be read."""
    return read_observation(200, headers).retry_after


def relevant(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that concern rate limits, by lower-case name.

    Mappings of httpx decode every header when they are iterated, so their raw headers are read. Repeated headers are
    joined, as httpx joins them.
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
    """The headers of each limit, by `x-` for the live family and the name of the limit."""
    limits: dict[str, dict[str, str]] = {}
    for name, value in found.items():
        prefix, mark, rest = name.partition("ratelimit-")
        field, _, limit = rest.partition("-")
        if mark and prefix in _FAMILIES and field in _FIELDS:
            limits.setdefault(prefix + limit, {})[field] = value
    return limits


def _is_implausible(limits: Mapping[str, Mapping[str, str]], reported: Sequence[ReportedLimit]) -> bool:
    """Whether a header of a limit was ignored."""
    given = sum(len(values) for values in limits.values())
    return given > sum((each.limit, each.remaining, each.reset).count(None) * -1 + 3 for each in reported)


def _reported_limit(
    family: Family, name: str, values: Mapping[str, str], now: float | None, status: int
) -> ReportedLimit | None:
    limit, remaining = _count(values.get("limit")), _count(values.get("remaining"))
    if status < 400 and (header_number(values.get("remaining")) or 0) < 0:
        remaining = None  # A limit that is overdrawn does not accept a request.
    reset = _reset(values.get("reset"), now)
    if limit == 0:
        # No plan allows nothing. Mocks that fill headers from a description send zeros.
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
    """Seconds to wait from a `retry-after` value, 0 to a day; None if it is missing, negative or makes no sense.

    It is a number of seconds, the longest of several numbers, a Unix time, or an HTTP date. A moment is measured
    against `now`, the server's own time, if that is known.
    """
    if value is None:
        return None
    seconds = _longest(value)
    if seconds is not None:
        return _wait(seconds, now)
    at = parse_http_date(value)
    return None if at is None else min(max(0.0, at - _time(now)), LONGEST_WAIT)


def _longest(value: str | None) -> float | None:
    """The largest of the numbers in a header value; None without one."""
    if value is None:
        return None
    return max((n for part in value.split(",") if (n := header_number(part)) is not None), default=None)


def _wait(seconds: float, now: float | None) -> float | None:
    """A wait from a number of seconds or a Unix time; None for a negative number."""
    seconds = _moment(seconds)
    if seconds >= _UNIX:
        seconds = max(0.0, seconds - _time(now))
    return min(seconds, LONGEST_WAIT) if seconds >= 0 else None


@lru_cache(maxsize=16)
def parse_http_date(value: str | None) -> float | None:
    """The Unix time of an HTTP date such as `Mon, 23 Nov 2026 13:00:00 GMT`; None if it is none."""
    if not value:
        return None
    from email.utils import parsedate_to_datetime  # Slow to import, and not every program needs it.

    try:
        moment = parsedate_to_datetime(value)
        # HTTP dates are in UTC, also in the form that names no zone.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def header_number(value: str | None) -> float | None:
    """The number that a header value begins with: commas join duplicated headers, semicolons precede parameters."""
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
    """A Unix time in milliseconds as one in seconds; other numbers stay."""
    return number / 1000 if number >= _UNIX_MS else number


def _count(value: str | None) -> int | None:
    """A count that is at least 0. A negative `remaining`, as some servers send for a limit that is overdrawn, is 0."""
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
    """Seconds from `now`, the server's Unix time, to a reset, negative for one in the past.

    None for a reset of 0, which reports no moment, and for an implausible one.
    """
    seconds = reset - now if reset else None
    return seconds if seconds is not None and -_OLDEST_RESET <= seconds <= FURTHEST_RESET else None
