"""How long a server asks its client to wait, as its headers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def requested_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds from `now` (Unix time) that `retry-after-ms` or `retry-after` ask for; None where neither says.

    `retry-after` is a number of seconds or an HTTP date; of several numbers, which are joined by commas, the longest
    counts. A moment that has passed is 0.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return max(0.0, milliseconds / 1000)
    text = headers.get("retry-after")
    if text is None:
        return None
    numbers = [number for part in text.split(",") if (number := _number(part)) is not None]
    seconds = max(numbers, default=None)
    if seconds is None:
        moment = _http_date(text)
        seconds = None if moment is None else moment - now
    return None if seconds is None else max(0.0, seconds)


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text else None
    except ValueError:
        return None
    return number if number is not None and 0 <= number < float("inf") else None


def _http_date(text: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
