"""What is known of limits as plain values, to be kept where other processes find it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .clock import ServerClock
from .company import Company
from .control import Control
from .ledger import Ledger
from .limits import Limit
from .logs import TokenLog
from .outside import Share
from .refusals import Refusals
from .window import Window

_PLAIN = (
    "guard",
    "contact",
    "sure",
    "sure_at",
    "flying_most",
    "grow_at",
    "version",
)
_REFUSALS = Refusals.__slots__
_COMPANY = Company.__slots__
_WINDOW = ("amount", "reserve", "expected", "forget_at", "told", "seen", "left", "left_at", "left_until")
_TIMES = frozenset({"sure_at", "grow_at", "at", "pause_until", "daily_until", "until", "since"})
_WINDOW_TIMES = ("forget_at", "seen", "left_at", "left_until")


def save_control(control: Control) -> dict[str, Any]:
    """Everything `restore_control` needs, of values that JSON can hold (infinities as Python writes them)."""
    return {
        **_values(control, _PLAIN),
        "refusals": _values(control.refusals, _REFUSALS),
        "company": _values(control.company, _COMPANY),
        "clock": (control.clock.low, control.clock.high),
        "windows": [
            {
                "limit": window.limit,
                **_values(window, _WINDOW),
                "shares": [(share.count, share.since, share.until) for share in window.outside.shares],
            }
            for window in control.windows
        ],
    }


def restore_control(saved: dict[str, Any]) -> Control:
    """The inverse of `save_control`."""
    control = Control((), saved["guard"])
    _set(control, _PLAIN, saved)
    _set(control.refusals, _REFUSALS, saved["refusals"])
    _set(control.company, _COMPANY, saved["company"])
    control.clock = ServerClock(*saved["clock"])
    for each in saved["windows"]:
        window = Window(Limit(*each["limit"]), each["amount"], [Share(*share) for share in each["shares"]])
        _set(window, _WINDOW, each)
        control.windows.append(window)
    return control


def _values(of: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(of, name) for name in names}


def _set(on: object, names: Iterable[str], values: dict[str, Any]) -> None:
    for name in names:
        setattr(on, name, values[name])


def _move(what: object, names: Iterable[str], by: float) -> None:
    for name in names:
        setattr(what, name, getattr(what, name) + by)


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
    for part, names in ((control, _PLAIN), (control.refusals, _REFUSALS), (control.company, _COMPANY)):
        _move(part, _TIMES.intersection(names), by)
    if control.clock.known:
        control.clock = ServerClock(control.clock.low - by, control.clock.high - by)
    for window in control.windows:
        _move(window, _WINDOW_TIMES, by)
        for share in window.outside.shares:
            share.since += by
            share.until += by
    for index, stamp in enumerate(ledger.requests.stamps):
        ledger.requests.stamps[index] = stamp + by
    ledger.last_release += by
    for log in ledger.tokens.values():
        log.ends = [(end + by) for end in log.ends]
