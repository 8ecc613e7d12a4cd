"""Limits written as text: `published`, `live`, `bucket:120/2`, `window:50/5,400/60+jitter:0.1`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, Literal

from do_inference.emulator._limits.rules import Bucket, Limits

_FORMS: Final = (
    "published, published:HOUR/MINUTE, live, tier:1 to tier:5, none, window:N/SECONDS,... and "
    "bucket:N/PER_SECOND,..., joined by +, with the options scale:FACTOR, hidden, smallest, jitter:SHARE, "
    "no-retry-after, refused-count, family:published and family:live"
)


def parse_limits(text: str) -> Limits:
    """The limits that `text` describes.

    Parts are joined by `+`. `window:50/5,400/60` is at most 50 requests in 5 s and 400 in 60 s. `bucket:120/2` holds
    120 requests and refills by 2 a second; `bucket:120/2,tokens-per-minute=60000/1000` adds a bucket of tokens.
    `published+live+scale:0.05` applies both families, 20 times as fast. Raises ValueError with the forms it accepts.

        Emulator(limits="window:50/5,400/60+hidden")
    """
    limits = Limits.none()
    for part in text.split("+"):
        name, _, value = part.strip().partition(":")
        try:
            if name in _SOURCES:
                more = _SOURCES[name](value)
                windows = sorted((*limits.windows, *more.windows), key=lambda window: -window.seconds)
                limits = replace(limits, windows=tuple(windows), buckets=(*limits.buckets, *more.buckets))
            else:
                limits = _OPTIONS[name](limits, value)
        except (KeyError, ValueError, ZeroDivisionError) as error:
            why = f": {error}" if type(error) is ValueError else ""
            raise ValueError(f"limits cannot be {text!r}{why}; they are {_FORMS}") from None
    return limits


def _published(value: str) -> Limits:
    hour, _, minute = value.partition("/")
    return Limits.published(int(hour or 5000), int(minute) if minute else None)


def _windows(value: str) -> Limits:
    pairs = [pair.partition("/") for pair in value.split(",")]
    return Limits.of(*((int(amount), float(seconds or 60)) for amount, _, seconds in pairs))


def _buckets(value: str) -> Limits:
    return Limits(windows=(), buckets=tuple(_bucket(text) for text in value.split(",")))


def _bucket(text: str) -> Bucket:
    name, named, amounts = text.rpartition("=")
    amount, _, per_second = amounts.partition("/")
    unit: Literal["requests", "tokens"] = "tokens" if "token" in name else "requests"
    return Bucket(name if named else "requests", int(amount), float(per_second or int(amount) / 60), unit)


def _family(limits: Limits, value: str) -> Limits:
    families: Mapping[str, Literal["published", "live"]] = {"published": "published", "live": "live"}
    return replace(limits, family=families[value])


_SOURCES: Final[Mapping[str, Callable[[str], Limits]]] = {
    "published": _published,
    "live": lambda value: Limits.live(int(value or 1)),
    "tier": lambda value: Limits.live(int(value)),
    "none": lambda _: Limits.none(),
    "window": _windows,
    "bucket": _buckets,
}
_OPTIONS: Final[Mapping[str, Callable[[Limits, str], Limits]]] = {
    "scale": lambda limits, value: limits.faster(float(value)),
    "hidden": lambda limits, _: replace(limits, hidden=True),
    "smallest": lambda limits, _: replace(limits, smallest=True),
    "jitter": lambda limits, value: replace(limits, jitter=float(value)),
    "no-retry-after": lambda limits, _: replace(limits, retry_after=False),
    "refused-count": lambda limits, _: limits.counting_refused(),
    "family": _family,
}
