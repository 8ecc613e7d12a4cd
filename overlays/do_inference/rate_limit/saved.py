"""What is known of limits as plain values, to be kept where other processes find it."""

from __future__ import annotations

from math import inf
from typing import Any

from .clock import ServerClock
from .control import Control
from .ledger import Ledger
from .limits import Limit
from .logs import TokenLog
from .outside import Share
from .window import Window

_PLAIN = (
    "guard",
    "contact",
    "sure",
    "sure_at",
    "flying_most",
    "grow_at",
    "pause_until",
    "daily_until",
    "refusals",
    "refused_at",
    "strain",
    "company_until",
    "seen_at",
    "version",
)
_TIMES = ("sure_at", "grow_at", "pause_until", "daily_until", "refused_at", "company_until", "seen_at")


def save_control(control: Control) -> dict[str, Any]:
    """Everything `restore_control` needs, of values that JSON can hold (infinities as Python writes them)."""
    return {
        **{name: getattr(control, name) for name in _PLAIN},
        "arrivals": control.arrivals,
        "clock": (control.clock.low, control.clock.high),
        "windows": [
            {
                "limit": window.limit,
                "amount": window.amount,
                "reserve": window.reserve,
                "told": window.told,
                "seen": window.seen,
                "left": window.left,
                "left_at": window.left_at,
                "left_until": window.left_until,
                "shares": [(share.count, share.since, share.until) for share in window.outside.shares],
            }
            for window in control.windows
        ],
    }


def restore_control(saved: dict[str, Any]) -> Control:
    """The inverse of `save_control`."""
    control = Control((), saved["guard"])
    for name in _PLAIN:
        setattr(control, name, saved[name])
    control.arrivals = [(at, count) for at, count in saved["arrivals"]]
    control.clock = ServerClock(*saved["clock"])
    for each in saved["windows"]:
        window = Window(Limit(*each["limit"]), each["amount"], [Share(*share) for share in each["shares"]])
        window.reserve, window.told, window.seen = each["reserve"], each["told"], each["seen"]
        window.left, window.left_at, window.left_until = each["left"], each["left_at"], each["left_until"]
        control.windows.append(window)
    return control


def save_tokens(ledger: Ledger) -> dict[str, Any]:
    return {name: (log.step, log.ends, log.sums) for name, log in ledger.tokens.items()}


def restore_tokens(ledger: Ledger, saved: dict[str, Any]) -> None:
    for name, (step, ends, sums) in saved.items():
        log = TokenLog(0.0, ends, sums)
        log.step = step
        ledger.tokens[name] = log


def shift(ledger: Ledger, by: float) -> None:
    """Move every moment on record: the clock it was written by has been set anew."""
    control = ledger.control
    for name in _TIMES:
        setattr(control, name, getattr(control, name) + by)
    control.arrivals = [(at + by, count) for at, count in control.arrivals]
    if control.clock.low > -inf:
        control.clock = ServerClock(control.clock.low - by, control.clock.high - by)
    for window in control.windows:
        window.seen += by
        window.left_at += by
        window.left_until += by
        for share in window.outside.shares:
            share.since += by
            share.until += by
    for index, stamp in enumerate(ledger.requests.stamps):
        ledger.requests.stamps[index] = stamp + by
    ledger.last_release += by
    for log in ledger.tokens.values():
        log.ends = [(end + by) for end in log.ends]
