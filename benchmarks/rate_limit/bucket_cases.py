"""Keys whose limit is a bucket that refills, alone or next to the published windows."""

from __future__ import annotations

from typing import Any

from .case import ALMOST, EXACT, FULL, QUICK, SKEW, Case, Floor
from .server import PUBLISHED, Bucket
from .strategies import Shipped
from .world import World

LIVE = {"family": "live"}
SMALL = (Bucket(120, 2.0),)
BOTH = (*PUBLISHED, *SMALL)
BOTH_TOLD = {"family": "both", "reported_live": 2}
AT_ONCE = Floor(5, 0.98, wait=0.5)


def _bucket(name: str, *rules: Any, **options: Any) -> Case:
    defaults: dict[str, Any] = {"server": LIVE, "world": QUICK, "most": 2000, "floor": EXACT, "assumed": True}
    return Case(f"bucket {name}", rules or SMALL, **{**defaults, **options})


def _empty(world: World) -> None:
    """Another process has just used everything."""
    world.server.levels = [0.0]


def _restarts(world: World) -> None:
    world.restart_every(60.0, lambda: Shipped(-SKEW))


def _lossy(world: World) -> None:
    world.loss = 0.01


BUCKETS = (
    _bucket(
        "120 + 2/s: 120 calls, 5 s rest, 60 calls",
        most=180,
        world={**QUICK, "in_flight": 120, "batches": (120, 60), "rest": 5.0},
        floor=Floor(5, wait=0.5),
    ),
    _bucket(
        "120 + 2/s: 120 calls, 5 s rest, 5 calls",
        most=125,
        world={**QUICK, "in_flight": 120, "batches": (120, 5), "rest": 5.0},
        floor=Floor(5, wait=0.5),
    ),
    _bucket("120 + 2/s, 200 at once", at_once=True, most=200, floor=AT_ONCE),
    _bucket("120 + 2/s, 300 at once", at_once=True, most=300, floor=AT_ONCE),
    _bucket("120 + 2/s"),
    _bucket("120 + 2/s, 50 to 2,000 ms each way", world={}),
    _bucket("120 + 2/s, 8 processes, one store", processes=8),
    _bucket("120 + 2/s, 8 processes, one store, 50 to 2,000 ms each way", processes=8, world={}),
    _bucket("120 + 2/s, 8 processes that share nothing", processes=8, shared=False, floor=Floor(share=0.9)),
    _bucket("120 + 2/s, another takes 30 % unseen", other=(0.6, 1), left=(Bucket(120, 1.4),)),
    _bucket(
        "120 + 2/s, another in bursts of 20",
        other=(0.4, 20),
        floor=ALMOST,
    ),
    _bucket("37 + 0.9/s", Bucket(37, 0.9)),
    _bucket("600 + 10/s", Bucket(600, 10.0), most=6000),
    _bucket("120 + 0.5/s", Bucket(120, 0.5), most=1000),
    _bucket("120 + 10/s", Bucket(120, 10.0), most=3000),
    _bucket("120 + 2/s, published headers", server={}),
    _bucket("120 + 2/s and the published limits, both families", *BOTH, server=BOTH_TOLD, most=7000),
    _bucket(
        "120 + 2/s and the published limits, both families, 8 processes, one store",
        *BOTH,
        server=BOTH_TOLD,
        most=7000,
        processes=8,
    ),
    _bucket(
        "120 + 2/s and the published limits, both families, 300 at once",
        *BOTH,
        server=BOTH_TOLD,
        at_once=True,
        most=300,
        floor=AT_ONCE,
    ),
    _bucket(
        "600 + 10/s and the published limits, both families",
        *PUBLISHED,
        Bucket(600, 10.0),
        server=BOTH_TOLD,
        most=7000,
    ),
    _bucket(
        "120 + 2/s halved after 100 s, restored after 400",
        changes=((100.0, (Bucket(60, 1.0),)), (400.0, SMALL)),
        floor=ALMOST,
    ),
    _bucket(
        "120 + 2/s, remaining jitters by 10 % of the limit", server={**LIVE, "jitter": 0.1}, floor=ALMOST
    ),
    _bucket("120 + 2/s, responses take 50 ms to 10 s", world={**QUICK, "back": (0.05, 10.0)}),
    _bucket("120 + 2/s, empty at the start", prepare=_empty, left=(Bucket(1, 2.0),), most=1000),
    _bucket("120 + 2/s, a new process every 60 s", prepare=_restarts, floor=Floor(30, 0.9)),
    _bucket("120 + 2/s, remaining of old replicas, one in ten", server={**LIVE, "stale": 0.1}, floor=ALMOST),
    _bucket("120 + 2/s, 1 % lost", prepare=_lossy, uses=1.005, floor=ALMOST),
    _bucket("120 + 40/s", Bucket(120, 40.0), most=6000),
    _bucket("10 + 0.05/s", Bucket(10, 0.05), most=200),
    _bucket("10,000 + 166/s", Bucket(10_000, 166.0), least=FULL, most=FULL),
    _bucket("120 + 2/s, no date", server={**LIVE, "dated": False}),
    _bucket("37 + 0.9/s, 60 at once", Bucket(37, 0.9), at_once=True, most=60, floor=AT_ONCE),
    _bucket(
        "120 + 20/s, hidden: no headers",
        Bucket(120, 20.0),
        server={"family": "none"},
        warmup=30.0,
        floor=ALMOST,
    ),
)
