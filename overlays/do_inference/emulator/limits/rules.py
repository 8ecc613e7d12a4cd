"""Which limits there are: how many of what, in how long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from do_inference.emulator.fields import check_fields

HOUR, MINUTE, DAY = 3600.0, 60.0, 86400.0
_TIERS = {
    1: (120, 1_500_000),
    2: (120, 3_000_000),
    3: (180, 5_000_000),
    4: (360, 12_000_000),
    5: (1200, 25_000_000),
}
_TOKENS_PER_DAY = 45_000_000


@dataclass(frozen=True, slots=True)
class Window:
    """`limit` of something within the last `seconds`. Each unit counts from when it was used until it is that old."""

    name: str
    limit: int
    seconds: float
    unit: Literal["requests", "tokens"] = "requests"
    burst: bool = False
    """A refusal by this window says `retry-after`."""

    def __post_init__(self) -> None:
        """Raises TypeError or ValueError for a limit that cannot be kept."""
        check_fields(self)
        if self.limit < 1 or not 0 < self.seconds < float("inf"):
            raise ValueError(
                f"a limit is 1 or more in more than 0 seconds, not {self.limit}/{self.seconds:g}"
            )


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of each key. The default is what is published: 5,000 requests an hour and 250 a minute."""

    windows: tuple[Window, ...] = (Window("hour", 5000, HOUR), Window("minute", 250, MINUTE, burst=True))
    family: Literal["published", "live"] = "published"
    """Which headers tell of them: `ratelimit-*`, or `x-ratelimit-*` by window."""
    refused_count: bool = False
    """Whether refused requests use up the limit too. Not said by the service."""
    retry_after: bool = True
    """Whether a burst refusal carries `retry-after`."""
    reset_zero: bool = True
    """Live family: say 0 for a reset while there is room, as the service does."""
    replicas: int = 1
    """Live family: how many replicas count the day's tokens apart, so that `remaining` goes up and down."""

    def __post_init__(self) -> None:
        """Raises TypeError or ValueError for limits that cannot be kept."""
        check_fields(self)
        if self.replicas < 1:
            raise ValueError(f"replicas must be 1 or more, not {self.replicas}")

    @classmethod
    def none(cls) -> Limits:
        """No limits and no headers of them."""
        return cls(windows=())

    @classmethod
    def published(cls, per_hour: int = 5000, per_minute: int = 250, *, scale: float = 1.0) -> Limits:
        """The published limits. `scale` shortens the windows: 0.001 makes an hour 3.6 seconds."""
        windows = (
            Window("hour", per_hour, HOUR * scale),
            Window("minute", per_minute, MINUTE * scale, burst=True),
        )
        return cls(windows=windows)

    @classmethod
    def of(cls, *windows: tuple[int, float]) -> Limits:
        """Requests within seconds, as pairs; the shortest window is the burst limit where there are several."""
        shortest = min((seconds for _, seconds in windows), default=0.0)
        several = len(windows) > 1
        made = (Window(f"{s:g}s", n, s, burst=several and s == shortest) for n, s in windows)
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
        """The limits of an account tier, 1 to 5, told in the headers that the live service sends."""
        if tier not in _TIERS:
            raise ValueError(f"there is no tier {tier}; the tiers are 1 to 5")
        rpm, tpm = _TIERS[tier]
        windows = [
            Window("requests", requests or rpm, MINUTE * scale, burst=True),
            Window("tokens-per-minute", tokens_per_minute or tpm, MINUTE * scale, "tokens"),
        ]
        if tokens_per_day is not None:
            windows.append(Window("tokens-per-day", tokens_per_day, DAY * scale, "tokens"))
        return cls(windows=tuple(windows), family="live", retry_after=False)

    def counting_refused(self, counting: bool = True) -> Limits:
        """The same limits, with refused requests using them up too or not."""
        return replace(self, refused_count=counting)
