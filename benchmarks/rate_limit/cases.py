"""The cases of the table: keys with the published limits, and those of the other modules."""

from __future__ import annotations

from .bucket_cases import BUCKETS, LIVE, SMALL
from .case import ALMOST, ALONE, EXACT, FULL, SKEW, Case, Floor
from .plan_cases import PLANS
from .server import Rule
from .short_cases import SHORT_WINDOWS
from .strategies import Buckets, Shipped, UsualRetries
from .world import World

__all__ = ["PEERS", "SHIPPED", "Case"]

OTHER = 0.3 * 5000 / 3600
LEFT = (Rule(3500, 3600.0), Rule(225, 60.0))
"""What is left if all requests of the other client are served."""
HIDDEN = (Rule(5000, 3600.0), Rule(100, 10.0), Rule(250, 60.0))
TIER = (Rule(120, 60.0),)


def _lossy(world: World) -> None:
    world.loss = 0.01


def _slow_store(world: World) -> None:
    world.store = (0.002, 0.1)


def _restarts(world: World) -> None:
    world.restart_every(600.0, lambda: Shipped(-SKEW))


def _flush(world: World) -> None:
    """Make the store lose its data, which no process restores."""
    strategy = world.processes[0].strategy
    assert isinstance(strategy, Shipped)
    world.at(400.0, strategy.forget)


WITH_OTHER = Floor(50, 0.78)
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
    Case("remaining values of old replicas, one in ten", server={"stale": 0.1}, least=FULL, floor=ALONE),
    Case("1 % lost, requests and answers alike", prepare=_lossy, uses=1.005, least=FULL, floor=EXACT),
    Case("100 in 10 s as well, which no header reports", HIDDEN, floor=ALMOST),
    Case(
        "16 processes, one store, 2 to 100 ms an exchange",
        processes=16,
        prepare=_slow_store,
        least=FULL,
        floor=ALONE,
    ),
    Case(
        "the store loses its data after 400 s and has no copy",
        processes=8,
        prepare=_flush,
        most=4500,
        floor=Floor(5),
    ),
)

SHIPPED = (*_PUBLISHED, *PLANS, *BUCKETS, *SHORT_WINDOWS)
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
