"""Keys of 50 per 5 s and 400 per 60 s, which can be measured over sockets as well (`sockets.py`)."""

from __future__ import annotations

from typing import Any

from do_inference.rate_limit._limits import PUBLISHED_LIMITS, Limit

from .case import ALMOST, QUICK, Case, Floor
from .server import Rule

SHORT = (Rule(400, 60.0), Rule(50, 5.0))
SHORT_HALF = (Rule(200, 60.0), Rule(25, 5.0))
SHORT_LIMITS = (Limit("400 in 60 s", 400, 60.0), Limit("50 in 5 s", 50, 5.0))


def _short(name: str, *rules: Rule, **options: Any) -> Case:
    defaults: dict[str, Any] = {
        "world": QUICK,
        "most": 1600,
        "floor": ALMOST,
        "limits": SHORT_LIMITS,
        "assumed": False,
    }
    return Case(f"50 per 5 s, 400 per 60 s: {name}", rules or SHORT, **{**defaults, **options})


_FROM_HEADERS: dict[str, Any] = {"limits": PUBLISHED_LIMITS, "assumed": True}
SHORT_WINDOWS = (
    _short("alone"),
    _short("known from headers only", **_FROM_HEADERS),
    _short("halved after 67 s, restored after 180", changes=((67.0, SHORT_HALF), (180.0, SHORT))),
    _short("remaining jitters by 10 % of the limit", server={"jitter": 0.1}),
    _short("remaining jitters by 10 % of itself", server={"jitter_of_value": 0.1}),
    _short(
        "another in bursts of 20 every 15 s",
        other=(4 / 3, 20),
    ),
    _short(
        "another in bursts of 20 every 15 s, from before",
        other=(4 / 3, 20),
        delay=61.0,
        left=(Rule(320, 60.0), Rule(50, 5.0)),
    ),
    _short("responses take 50 ms to 10 s", world={**QUICK, "back": (0.05, 10.0)}),
    _short("8 processes that share nothing", processes=8, shared=False, floor=Floor(19, 0.8)),
    _short("8 processes, one store", processes=8),
    Case(
        "50 per 5 s, hidden: no headers but retry-after",
        (Rule(50, 5.0),),
        server={"family": "none", "retry_after": True},
        world=QUICK,
        most=1000,
        warmup=25.0,
        floor=ALMOST,
    ),
    Case(
        "50 per 5 s, hidden: no headers at all",
        (Rule(50, 5.0),),
        server={"family": "none"},
        world=QUICK,
        most=1000,
        warmup=25.0,
        floor=ALMOST,
    ),
    Case(
        "50 per 5 s and 400 per 60 s, hidden: no headers at all",
        SHORT,
        server={"family": "none", "retry_after": False},
        world=QUICK,
        most=3600,
        least=3600,
        warmup=300.0,
        floor=ALMOST,
    ),
)
