"""The cases of the table."""

from __future__ import annotations

from typing import Any

from do_inference.rate_limit.limits import Limit

from .case import NETWORK, SKEW, Case, Floor
from .server import PUBLISHED, Bucket, Rule
from .strategies import Buckets, Shipped, UsualRetries
from .world import World

__all__ = ["PEERS", "SHIPPED", "Case"]

OTHER = 0.3 * 5000 / 3600
LEFT = (Rule(3500, 3600.0), Rule(225, 60.0))
"""What is left if the other is served all it asks for."""
HIDDEN = (Rule(5000, 3600.0), Rule(100, 10.0), Rule(250, 60.0))
TIER = (Rule(120, 60.0),)
QUICK: dict[str, Any] = {"slow": NETWORK}


def _lossy(world: World) -> None:
    world.loss = 0.01


def _slow_store(world: World) -> None:
    world.store = (0.002, 0.1)


def _restarts(world: World) -> None:
    world.restart_every(600.0, lambda: Shipped(-SKEW))


def _flush(world: World) -> None:
    """The store loses its data, which no process gives back."""
    strategy = world.processes[0].strategy
    assert isinstance(strategy, Shipped)
    world.at(400.0, strategy.forget)


# -- keys with the published limits ---------------------------------------------------------------------------------

FULL = 20_000
"""Requests of floors that slow start and the last seconds would otherwise decide."""
ALONE = Floor(0, 0.995)
WITH_OTHER = Floor(50, 0.78)
EXACT = Floor(5, 0.98)
ALMOST = Floor(9, 0.9)
_PUBLISHED = (
    Case("one process, key to itself", least=FULL, floor=ALONE),
    Case("4 processes, one store", processes=4, least=FULL, floor=ALONE),
    Case("16 processes, one store", processes=16, least=FULL, floor=ALONE),
    Case(
        "one process, another takes 30 % unseen; refused requests do not count",
        server={"refusals_count": False},
        other=(OTHER, 1),
        left=LEFT,
        least=FULL,
        floor=WITH_OTHER,
    ),
    Case(
        "the same; refused requests count, the other's too",
        server={"refusals_count": True},
        other=(OTHER, 1),
        left=LEFT,
        least=FULL,
        floor=WITH_OTHER,
    ),
    Case(
        "`yielding=False`; refused requests do not count",
        server={"refusals_count": False},
        other=(OTHER, 1),
        left=LEFT,
        yielding=False,
    ),
    Case(
        "`yielding=False`; refused requests count",
        server={"refusals_count": True},
        other=(OTHER, 1),
        left=LEFT,
        yielding=False,
    ),
    Case("restart every 10 min, history unknown", prepare=_restarts, floor=Floor(10, 0.80)),
    Case("16 processes that share nothing", processes=16, shared=False, floor=Floor()),
    Case("limit 120 a minute, live headers", TIER, server={"family": "live"}, floor=Floor(2, 0.95)),
    Case("limit 120 a minute, published headers", TIER, floor=Floor(2, 0.95)),
    Case("remaining values of old replicas, one in ten", server={"stale": 0.1}),
    Case("1 % lost, requests and answers alike", prepare=_lossy, uses=1.005),
    Case("100 in 10 s as well, which no header reports", HIDDEN),
    Case("16 processes, one store, 2 to 100 ms an exchange", processes=16, prepare=_slow_store),
    Case(
        "the store loses its data after 400 s and has no copy",
        processes=8,
        prepare=_flush,
        most=5000,
        floor=Floor(5),
    ),
)

# -- other plans ----------------------------------------------------------------------------------------------------

SCALED = (Rule(5000, 180.0), Rule(250, 3.0))
HALF = (Rule(2500, 3600.0), Rule(125, 60.0))
BURST_OF_250 = {"slow": (0.02, 0.4)}
_PLANS = (
    Case("plan of 1,200/h and 60/min", (Rule(1200, 3600.0), Rule(60, 60.0)), most=5000, floor=EXACT),
    Case(
        "plan of 1,200/h and 60/min, 4 processes, one store",
        (Rule(1200, 3600.0), Rule(60, 60.0)),
        processes=4,
        assumed=True,
        most=5000,
        floor=EXACT,
    ),
    Case("plan of 10,000/h and 500/min", (Rule(10_000, 3600.0), Rule(500, 60.0)), least=FULL, floor=EXACT),
    Case("remaining is the smaller of hour and minute", server={"smallest": True}, least=FULL, floor=EXACT),
    Case(
        "remaining is the smaller, plan of 1,200/h and 60/min",
        (Rule(1200, 3600.0), Rule(60, 60.0)),
        server={"smallest": True},
        most=5000,
        floor=EXACT,
    ),
    Case("250 at once", at_once=True, most=250, world=BURST_OF_250, floor=Floor(5, slowest=8.0)),
    Case("250 at once, 50 to 2,000 ms each way", at_once=True, most=250, floor=Floor(5, slowest=8.0)),
    Case("250 at once, responses at once", at_once=True, most=250, world=QUICK, floor=Floor(5, slowest=8.0)),
    Case(
        "250 at once, 4 processes, one store",
        processes=4,
        assumed=True,
        at_once=True,
        most=250,
        world=BURST_OF_250,
        floor=Floor(5, slowest=8.0),
    ),
    *(
        Case(
            f"10,000,000/min, {family} headers: {count} calls one after the other",
            (Rule(10_000_000, seconds),),
            server={"family": family},
            world={"slow": (0.005, 0.005), "in_flight": 1},
            most=count,
            floor=Floor(0, seconds=count * 0.01 + 0.1),
        )
        for family, seconds in (("live", 60.0), ("published", 3600.0))
        for count in (20, 60, 100)
    ),
    Case(
        "10,000,000/min as a bucket: 100 calls one after the other",
        (Bucket(10_000_000, 10_000_000 / 60),),
        server={"family": "live"},
        world={"slow": (0.005, 0.005), "in_flight": 1},
        most=100,
        floor=Floor(0, seconds=1.1),
    ),
    Case("published limits, 20 times as fast", SCALED, world=QUICK, most=6000, floor=EXACT),
    Case(
        "published limits, 20 times as fast, resets rounded up",
        SCALED,
        server={"round_up": True},
        world=QUICK,
        most=6000,
        floor=EXACT,
    ),
    Case(
        "published limits, 20 times as fast, 400 at once",
        SCALED,
        server={"round_up": True},
        world=QUICK,
        at_once=True,
        most=400,
        floor=Floor(5, seconds=6.0),
    ),
    Case(
        "published limits halved after 10 min, restored after 30",
        changes=((600.0, HALF), (1800.0, PUBLISHED)),
        floor=Floor(9, 0.9),
        least=10_000,
        most=10_000,
    ),
    Case("remaining jitters by 10 % of the limit, published", server={"jitter": 0.1}, floor=ALMOST),
)

# -- buckets --------------------------------------------------------------------------------------------------------

LIVE = {"family": "live"}
SMALL = (Bucket(120, 2.0),)
BOTH = (*PUBLISHED, *SMALL)
BOTH_TOLD = {"family": "both", "told_live": 2}
AT_ONCE = Floor(5, 0.98, wait=0.5)


def _bucket(name: str, *rules: Any, **options: Any) -> Case:
    defaults: dict[str, Any] = {"server": LIVE, "world": QUICK, "most": 2000, "floor": EXACT, "assumed": True}
    return Case(f"bucket {name}", rules or SMALL, **{**defaults, **options})


_BUCKETS = (
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
    _bucket("120 + 2/s, 8 processes that share nothing", processes=8, shared=False, floor=Floor(20, 0.9)),
    _bucket("120 + 2/s, another takes 30 % unseen", other=(0.6, 1), left=(Bucket(120, 1.4),)),
    _bucket(
        "120 + 2/s, another in bursts of 20",
        other=(0.4, 20),
        delay=61.0,
        left=(Bucket(120, 1.6),),
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
)

# -- as over real sockets -------------------------------------------------------------------------------------------

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


_FROM_HEADERS: dict[str, Any] = {"limits": Case("").limits, "assumed": True}
_SHORT = (
    _short("alone"),
    _short("known from headers only", **_FROM_HEADERS),
    _short("halved after 60 s, restored after 180", changes=((60.0, SHORT_HALF), (180.0, SHORT))),
    _short("remaining jitters by 10 % of the limit", server={"jitter": 0.1}),
    _short("remaining jitters by 10 % of itself", server={"jitter_of_value": 0.1}),
    _short(
        "another in bursts of 20 every 15 s",
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
)

SHIPPED = (*_PUBLISHED, *_PLANS, *_BUCKETS, *_SHORT)
PEERS = (
    Case("usual retries, 2", make=lambda seed: UsualRetries(2, seed)),
    Case("usual retries, 10", make=lambda seed: UsualRetries(10, seed)),
    Case("token bucket, minute", make=lambda seed: Buckets((250, 250 / 60), seed=seed)),
    Case(
        "token buckets, minute and hour",
        make=lambda seed: Buckets((250, 250 / 60), (5000, 5000 / 3600), seed=seed),
    ),
    Case("token bucket at the hourly rate", make=lambda seed: Buckets((1, 5000 / 3600), seed=seed)),
    Case(
        "usual retries, 2; bucket 120 + 2/s, 200 at once",
        SMALL,
        server=LIVE,
        at_once=True,
        most=200,
        make=lambda seed: UsualRetries(2, seed),
    ),
)
