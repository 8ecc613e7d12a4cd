"""The limits that the emulator applies: sliding windows and buckets that refill."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from do_inference.emulator._fields import check_fields

HOUR, MINUTE, DAY = 3600.0, 60.0, 86400.0
_BURST_SHARE = 0.05
"""The published burst limit: 5 % of the hourly limit within one minute."""
_TIERS = {
    1: (120, 1_500_000),
    2: (120, 3_000_000),
    3: (180, 5_000_000),
    4: (360, 12_000_000),
    5: (1200, 25_000_000),
}
"""Requests and tokens per minute of each account tier, as the live service reported them."""
_TOKENS_PER_DAY = 45_000_000

Unit = Literal["requests", "tokens"]


@dataclass(frozen=True, slots=True)
class WindowLimit:
    """A sliding window: at most `limit` units within the last `seconds`. Each unit leaves after exactly `seconds`."""

    name: str
    limit: int
    seconds: float
    unit: Unit = "requests"
    burst: bool = False
    """A rejection by this window carries `retry-after`."""

    def __post_init__(self) -> None:
        """Raises TypeError or ValueError for a limit that cannot be applied."""
        check_fields(self)
        if self.limit < 1 or not 0 < self.seconds < float("inf"):
            raise ValueError(
                f"a limit is 1 or more in more than 0 seconds, not {self.limit}/{self.seconds:g}"
            )


@dataclass(frozen=True, slots=True)
class BucketLimit:
    """A bucket that holds at most `limit` units and refills continuously by `per_second` units a second."""

    name: str
    limit: int
    per_second: float
    unit: Unit = "requests"

    def __post_init__(self) -> None:
        """Raises TypeError or ValueError for a limit that cannot be applied."""
        check_fields(self)
        if self.limit < 1 or not 0 < self.per_second < float("inf"):
            raise ValueError(
                f"a bucket holds 1 or more and refills by more than 0 a second, not {self.limit}/{self.per_second:g}"
            )

    @property
    def seconds(self) -> float:
        """The time in which an empty bucket becomes full."""
        return self.limit / self.per_second


LimitRule = WindowLimit | BucketLimit


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of each key. The default is what is published: 5,000 requests an hour and 250 a minute.

    `ratelimit-*` headers report the first window, `x-ratelimit-*` headers each bucket; `family` overrides this.
    """

    windows: tuple[WindowLimit, ...] = (
        WindowLimit("hour", 5000, HOUR),
        WindowLimit("minute", 250, MINUTE, burst=True),
    )
    buckets: tuple[BucketLimit, ...] = ()
    family: Literal["by kind", "published", "live"] = "by kind"
    """`published`: all limits use `ratelimit-*`, which reports the first one. `live`: all use `x-ratelimit-*`."""
    refused_count: bool = False
    """Whether rejected requests use up the limit too. The service does not document it."""
    retry_after: bool = True
    """Whether a rejection by a burst window carries `retry-after`. Buckets never send it."""
    hidden: bool = False
    """Send no header of any limit."""
    smallest: bool = False
    """`ratelimit-remaining` is the smallest value of all windows; limit and reset are those of the first one."""
    jitter: float = 0.0
    """Every `remaining` is wrong by up to this share of its limit, in both directions."""
    replicas: int = 1
    """How many replicas count the tokens of a day apart, so that `remaining` goes up and down."""

    def __post_init__(self) -> None:
        """Raises TypeError or ValueError for limits that cannot be applied."""
        check_fields(self)
        if self.replicas < 1:
            raise ValueError(f"replicas must be 1 or more, not {self.replicas}")
        if not 0 <= self.jitter <= 1:
            raise ValueError(f"jitter must be from 0 to 1, not {self.jitter}")
        names = [rule.name for rule in self.rules]
        if len(set(names)) < len(names):
            raise ValueError(f"each limit needs its own name, not {', '.join(names)}")

    @property
    def rules(self) -> tuple[LimitRule, ...]:
        """All limits: the windows, then the buckets."""
        return (*self.windows, *self.buckets)

    @classmethod
    def none(cls) -> Limits:
        """No limits and no headers of limits."""
        return cls(windows=())

    @classmethod
    def published(cls, per_hour: int = 5000, per_minute: int | None = None, *, scale: float = 1.0) -> Limits:
        """The published limits. `scale` shortens the windows: 0.001 makes an hour 3.6 seconds.

        `per_minute` is 5 % of `per_hour` by default, as published.
        """
        burst = max(1, round(per_hour * _BURST_SHARE)) if per_minute is None else per_minute
        return cls(
            (WindowLimit("hour", per_hour, HOUR), WindowLimit("minute", burst, MINUTE, burst=True))
        ).faster(scale)

    @classmethod
    def of(cls, *windows: tuple[int, float]) -> Limits:
        """Sliding windows as pairs of requests and seconds. With several, the shortest is the burst limit."""
        shortest = min((seconds for _, seconds in windows), default=0.0)
        several = len(windows) > 1
        made = (WindowLimit(f"{s:g}s", n, s, burst=several and s == shortest) for n, s in windows)
        return cls(windows=tuple(sorted(made, key=lambda window: -window.seconds)))

    @classmethod
    def live(
        cls,
        tier: int = 1,
        *,
        requests: int | None = None,
        tokens_per_minute: int | None = None,
        tokens_per_day: int | None = _TOKENS_PER_DAY,
        scale: float = 1.0,
    ) -> Limits:
        """The buckets of an account tier, 1 to 5, in the headers that the live service sends.

        `scale` shortens the time in which a bucket refills: 0.1 refills it ten times as fast.
        """
        if tier not in _TIERS:
            raise ValueError(f"there is no tier {tier}; the tiers are 1 to 5")
        rpm, tpm = requests or _TIERS[tier][0], tokens_per_minute or _TIERS[tier][1]
        buckets = [
            BucketLimit("requests", rpm, rpm / MINUTE),
            BucketLimit("tokens-per-minute", tpm, tpm / MINUTE, "tokens"),
        ]
        if tokens_per_day is not None:
            buckets.append(BucketLimit("tokens-per-day", tokens_per_day, tokens_per_day / DAY, "tokens"))
        return cls((), tuple(buckets)).faster(scale)

    def faster(self, scale: float) -> Limits:
        """The same amounts in `scale` of the time. Raises ValueError unless `scale` is above 0."""
        if not 0 < scale < float("inf"):
            raise ValueError(f"scale must be above 0, not {scale}")
        return replace(
            self,
            windows=tuple(replace(window, seconds=window.seconds * scale) for window in self.windows),
            buckets=tuple(replace(bucket, per_second=bucket.per_second / scale) for bucket in self.buckets),
        )

    def multiplied(self, factor: float) -> Limits:
        """`factor` times the amounts, at least 1 each, in the same time. Raises ValueError unless it is above 0."""
        if isinstance(factor, bool) or not 0 < factor < float("inf"):
            raise ValueError(f"factor must be a number above 0, not {factor}")
        return replace(
            self,
            windows=tuple(replace(w, limit=max(1, round(w.limit * factor))) for w in self.windows),
            buckets=tuple(
                replace(b, limit=max(1, round(b.limit * factor)), per_second=b.per_second * factor)
                for b in self.buckets
            ),
        )

    def counting_refused(self, counting: bool = True) -> Limits:
        """The same limits, with or without rejected requests using them up."""
        return replace(self, refused_count=counting)


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


def _bucket(text: str) -> BucketLimit:
    name, named, amounts = text.rpartition("=")
    amount, _, per_second = amounts.partition("/")
    unit: Literal["requests", "tokens"] = "tokens" if "token" in name else "requests"
    return BucketLimit(
        name if named else "requests", int(amount), float(per_second or int(amount) / 60), unit
    )


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
