"""The cases over sockets, and the least time that the limits of each allow."""

from __future__ import annotations

import math
from dataclasses import dataclass

from do_inference.emulator._limits import parse_limits
from do_inference.emulator._limits.enforcer import meter
from do_inference.emulator._limits.usage import MemoryUsageLog


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    limits: str
    """As `Emulator(limits=...)` takes them."""
    calls: tuple[int, ...]
    """Calls at once, then more calls at once after `rest` seconds. The last ones are measured."""
    goal: str
    reported: tuple[tuple[int, float], ...] = ()
    """The windows that the limiter is given. Default: none, so that it learns from headers."""
    rest: float = 0.0
    warm: float = 0.0
    """Seconds at the start that are not measured."""
    lasts: float = math.inf
    """Calls are made again and again for so many seconds."""
    processes: int = 1
    store: bool = False
    """The processes share a `FileStore`."""
    latency: tuple[float, float] = (0.0, 0.0)
    other: tuple[float, int] = (0.0, 0)
    """Another client sends so many requests at once every so many seconds."""
    changes: tuple[tuple[float, float], ...] = ()
    """At second, factor of the limits."""
    through: str = "client"
    """`client`, or `openai` with or without our transport."""
    slow: bool = False


WINDOWS = ((50, 5.0), (400, 60.0))
EXACT = "window:50/5,400/60"
_NINETY = "under 10; 90 %"
_BEST = "0; 98 %"
_HIDDEN = "+hidden+no-retry-after"
CASES = (
    Case("steady", "50 in 5 s and 400 in 60 s, 520 calls", EXACT, (520,), _BEST, WINDOWS),
    Case("halved", "limits halved at 20 s, restored at 50 s", EXACT, (520,), _NINETY, WINDOWS,
         changes=((20.0, 0.5), (50.0, 1.0))),
    Case("jitter", "`remaining` wrong by up to 10 % of the limit", f"{EXACT}+jitter:0.1", (520,), _NINETY, WINDOWS),
    Case("other", "another client sends 20 every 7 s", EXACT, (420,), _NINETY, WINDOWS, other=(7.0, 20)),
    Case("latency", "responses take 50 ms to 10 s", EXACT, (520,), _NINETY, WINDOWS, latency=(0.05, 10.0)),
    Case("eight", "8 processes that share nothing", EXACT, (520,), "under 20; 90 %", WINDOWS, processes=8),
    Case("hidden", "50 in 1 s and 400 in 12 s without a header, after 60 s",
         f"window:50/1,400/12{_HIDDEN}", (200,), _NINETY, warm=60.0, lasts=96.0),
    Case("hidden-exact", "50 in 5 s and 400 in 60 s without a header, after 300 s",
         EXACT + _HIDDEN, (200,), _NINETY, warm=300.0, lasts=420.0, slow=True),
    Case("unknown", "50 in 5 s and 400 in 60 s, known from headers only", EXACT, (520,), _NINETY),
    Case("scaled", "published limits, 20 times as fast, 400 calls", "published+scale:0.05", (400,), "0; 5 s"),
    Case("bucket-rest", "bucket of 120, 2 a second: 120 calls, 5 s rest, 10 calls", "live", (120, 10),
         "0; 0.5 s more", rest=5.0),
    Case("bucket-200", "the same bucket, 200 calls", "live", (200,), _BEST),
    Case("bucket-300", "the same bucket, 300 calls", "live", (300,), _BEST),
    Case("bucket-fast", "bucket of 120, 20 a second, 600 calls", "bucket:120/20", (600,), _BEST),
    Case("bucket-slow", "bucket of 30, 5 a second, 200 calls", "bucket:30/5", (200,), _BEST),
    Case("bucket-hidden", "bucket of 120, 20 a second, without a header, after 30 s", f"bucket:120/20{_HIDDEN}",
         (200,), _NINETY, warm=30.0, lasts=60.0),
    Case("bucket-other", "bucket of 120, 2 a second; another client sends 5 every 7 s", "live", (150,), _BEST,
         other=(7.0, 5)),
    Case("bucket-eight", "bucket of 120, 2 a second, 8 processes with a store", "live", (200,), _BEST,
         processes=8, store=True),
    Case("both", "both families: 400 in 60 s, and a bucket of 120, 10 a second", "window:400/60+bucket:120/10",
         (420,), _BEST),
    Case("openai", "`openai` with our transport, bucket of 120, 2 a second", "live", (200,), _BEST,
         through="openai"),
    Case("openai-alone", "`openai` without it", "live", (200,), "-", through="openai-alone"),
)  # fmt: skip


def steady(case: Case, count: int) -> float:
    """Seconds for `count` requests when the first, unlimited ones are long past."""
    return count / min(rule.limit / rule.seconds for rule in parse_limits(case.limits).rules)


def optimum(case: Case, count: int) -> float:
    """Seconds until `count` requests can be admitted, by the emulator's own limits in virtual time, without rests."""
    configured, log, began = parse_limits(case.limits), MemoryUsageLog(), 1000.0
    limits, now = configured, began
    changes = [(began + at, factor) for at, factor in case.changes]
    for index in range(count):
        if index == case.calls[0] and case.rest:
            now += case.rest
        at = -1.0
        while at < now:
            meters = [meter(log, "all", rule) for rule in limits.rules]
            at = max(one.free_at(now, 1) for one in meters)
            if changes and changes[0][0] <= at:
                now, factor = changes.pop(0)
                limits, at = configured.multiplied(factor), -1.0
            elif at > now:
                now, at = at + 1e-6, -1.0  # Past the rounding of a subtraction.
        for one in meters:
            one.charge(now, 1)
    return now - began - case.rest
