"""The formats of JSON Schema that the base package checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from ipaddress import IPv4Address, IPv6Address
from typing import Final

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(
    r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))"
)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MINUTES_OF_A_DAY: Final = 24 * 60


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    date.fromisoformat(text)
    return True


def _is_time(text: str) -> bool:
    """A time with an offset (RFC 3339). A leap second comes at the end of a UTC day only."""
    found = _TIME.fullmatch(text)
    if found is None:
        return False
    hours, minutes, seconds, sign, more_hours, more_minutes = found.groups()
    if seconds != "60":
        return True
    offset = 0 if sign is None else int(f"{sign}1") * (int(more_hours) * 60 + int(more_minutes))
    return (int(hours) * 60 + int(minutes) - offset) % _MINUTES_OF_A_DAY == _MINUTES_OF_A_DAY - 1


def _is_date_time(text: str) -> bool:
    return text[10:11] in ("T", "t") and _is_date(text[:10]) and _is_time(text[11:])


def _is_ipv4(text: str) -> bool:
    return text.isascii() and bool(str(IPv4Address(text)))


def _is_ipv6(text: str) -> bool:
    return text.isascii() and "%" not in text and bool(str(IPv6Address(text)))


_CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "date": _is_date,
    "date-time": _is_date_time,
    "ipv4": _is_ipv4,
    "ipv6": _is_ipv6,
    "time": _is_time,
    "uuid": lambda text: _UUID.fullmatch(text) is not None,
}
_BY_THE_EXTRA: Final = frozenset(
    [
        "duration",
        "email",
        "hostname",
        "idn-email",
        "idn-hostname",
        "iri",
        "iri-reference",
        "json-pointer",
        "regex",
        "relative-json-pointer",
        "uri",
        "uri-reference",
        "uri-template",
    ]
)


def needs_extra(name: str) -> bool:
    """Whether JSON Schema defines the format and the base package cannot check it."""
    return name in _BY_THE_EXTRA


def is_of_format(text: str, name: str) -> bool:
    """Whether a text has a format. True for formats that are not checked here."""
    check = _CHECKS.get(name)
    try:
        return check is None or check(text)
    except ValueError:
        return False
