"""The definitions of rate limits: sliding windows, token buckets, and their text form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from do_inference.emulator._fields import check_fields

HOUR, MINUTE, DAY = 3600.0, 60.0, 86400.0
_BURST_SHARE = 0.05
"""The documented burst limit: 5 % of the hourly limit within one minute."""
_TIERS = {
    1: (120, 1_500_000),
    2: (120, 3_000_000),
    3: (180, 5_000_000),
    4: (360, 12_000_000),
    5: (1200, 25_000_000),
}
"""Requests and tokens per minute of each account tier, as the live service reports them in headers."""
_TOKENS_PER_DAY = 45_000_000

Unit = Literal["requests", "tokens"]


@dataclass(frozen=True, slots=True)
class WindowLimit:
    """A sliding window: at most `limit` units within any `seconds`. A unit expires exactly `seconds` after its use.

        Limits(windows=(WindowLimit("minute", 250, 60.0, burst=True),))

    Raises TypeError or ValueError for an invalid limit.
    """

    name: str
    limit: int
    seconds: float
    unit: Unit = "requests"
    burst: bool = False
    """Whether a rejection by this window has a `retry-after` header."""

    def __post_init__(self) -> None:
        """Raise TypeError or ValueError for an invalid limit."""
        check_fields(self)
        if self.limit < 1 or not 0 < self.seconds < float("inf"):
            raise ValueError(
                f"a window allows 1 or more units in more than 0 seconds, not {self.limit}/{self.seconds:g}"
            )


@dataclass(frozen=True, slots=True)
class BucketLimit:
    """A token bucket: holds at most `limit` units and refills continuously by `per_second` units a second.

        Limits(windows=(), buckets=(BucketLimit("requests", 120, 2.0),))

    Raises TypeError or ValueError for an invalid limit.
    """

    name: str
    limit: int
    per_second: float
    unit: Unit = "requests"

    def __post_init__(self) -> None:
        """Raise TypeError or ValueError for an invalid limit."""
        check_fields(self)
        if self.limit < 1 or not 0 < self.per_second < float("inf"):
            raise ValueError(
                f"a bucket holds 1 or more and refills by more than 0 a second, not {self.limit}/{self.per_second:g}"
            )

    @property
    def seconds(self) -> float:
        """The seconds in which an empty bucket becomes full."""
        return self.limit / self.per_second


LimitRule = WindowLimit | BucketLimit


@dataclass(frozen=True, slots=True)
class Limits:
    """The rate limits of each key. The default is the documented one: 5,000 requests an hour and 250 a minute.

    `ratelimit-*` headers report the first window, `x-ratelimit-*` headers each bucket; `family` overrides this.

        with Emulator(limits=Limits.live(tier=2, scale=0.1)) as emulator: ...

    Raises TypeError or ValueError for invalid limits.
    """

    windows: tuple[WindowLimit, ...] = (
        WindowLimit("hour", 5000, HOUR),
        WindowLimit("minute", 250, MINUTE, burst=True),
    )
    buckets: tuple[BucketLimit, ...] = ()
    family: Literal["by kind", "published", "live"] = "by kind"
    """`published`: all limits use `ratelimit-*`, which reports the first one. `live`: all use `x-ratelimit-*`."""
    refused_count: bool = False
    """Whether rejected requests count towards the limit. The service does not document this."""
    retry_after: bool = True
    """Whether a rejection by a burst window has a `retry-after` header. Rejections by buckets never have one."""
    hidden: bool = False
    """Whether to send no rate-limit headers at all."""
    smallest: bool = False
    """Whether `ratelimit-remaining` is the smallest value of all windows. Limit and reset stay those of the first."""
    jitter: float = 0.0
    """The largest random error of each `remaining`, in both directions, as a share of its limit (0 to 1)."""
    replicas: int = 1
    """The number of replicas that count the daily tokens separately, so that `remaining` goes up and down."""

    def __post_init__(self) -> None:
        """Raise TypeError or ValueError for invalid limits."""
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
        """All limits: first the windows, then the buckets."""
        return (*self.windows, *self.buckets)

    @classmethod
    def none(cls) -> Limits:
        """Return no limits, and so no rate-limit headers."""
        return cls(windows=())

    @classmethod
    def published(cls, per_hour: int = 5000, per_minute: int | None = None, *, scale: float = 1.0) -> Limits:
        """Return the documented limits. `scale` shortens the windows: 0.001 makes an hour 3.6 seconds.

        `per_minute` is 5 % of `per_hour` by default, as documented.
        """
        burst = max(1, round(per_hour * _BURST_SHARE)) if per_minute is None else per_minute
        return cls(
            (WindowLimit("hour", per_hour, HOUR), WindowLimit("minute", burst, MINUTE, burst=True))
        ).faster(scale)

    @classmethod
    def of(cls, *windows: tuple[int, float]) -> Limits:
        """Return sliding windows from pairs of requests and seconds. The shortest of several is the burst limit.

        Limits.of((400, 60), (50, 5))
        """
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
        """Return the buckets of an account tier, 1 to 5, with the headers of the live service.

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
        """Return the same limits with `scale` times the durations. Raises ValueError unless `scale` is above 0."""
        if not 0 < scale < float("inf"):
            raise ValueError(f"scale must be above 0, not {scale}")
        return replace(
            self,
            windows=tuple(replace(window, seconds=window.seconds * scale) for window in self.windows),
            buckets=tuple(replace(bucket, per_second=bucket.per_second / scale) for bucket in self.buckets),
        )

    def multiplied(self, factor: float) -> Limits:
        """Return the limits times `factor`, at least 1 each. Raises ValueError unless `factor` is above 0."""
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
        """Return the same limits, with rejected requests counted or not."""
        return replace(self, refused_count=counting)


_FORMS: Final = (
    "published, published:HOUR/MINUTE, live, tier:1 to tier:5, none, window:N/SECONDS,... and "
    "bucket:N/PER_SECOND,..., joined by +, with the options scale:FACTOR, hidden, smallest, jitter:SHARE, "
    "no-retry-after, refused-count, family:published and family:live"
)


def parse_limits(text: str) -> Limits:
    """Parse limits from text.

    `+` joins parts. `window:50/5,400/60` is at most 50 requests in 5 s and 400 in 60 s. `bucket:120/2` holds
    120 requests and refills by 2 a second; `bucket:120/2,tokens-per-minute=60000/1000` adds a bucket of tokens.
    `published+live+scale:0.05` applies both families, 20 times as fast. Raises ValueError with the accepted forms.

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
