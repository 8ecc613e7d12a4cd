"""The cases of the table, each a world with its strategies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .server import PUBLISHED, Rule, Server, optimum
from .strategies import Buckets, Shipped, Strategy, UsualRetries
from .world import World

SKEW = 30.0
OTHER = 0.3 * 5000 / 3600


@dataclass(frozen=True)
class Result:
    seconds: float
    burst: int
    long: int
    failed: int
    share: float
    """The optimum, with all that others ask for served too, divided by the time taken."""
    share_of_all: float
    """The same for the optimum of one who has the key to itself."""
    other: float
    """Share of the other consumer's requests that were served."""
    other_burst: float
    """Share of them that the burst limit refused: what was taken from it in competition."""
    attempts: int


@dataclass(frozen=True)
class Case:
    name: str
    run: Callable[[int, int], World]
    rules: tuple[Rule, ...] = PUBLISHED
    left: tuple[Rule, ...] | None = None
    """What of the rules others leave."""
    uses: float = 1.0
    """How many requests the server counts for each one that is answered."""
    floor: str = ""

    def result(self, seed: int, requests: int) -> Result:
        world = self.run(seed, requests)
        counted = round(requests * self.uses)
        best = optimum(counted, self.rules)
        fair = best if self.left is None else optimum(counted, self.left)
        took = world.last_done or world.now
        done = world.done >= requests - world.failed
        return Result(
            seconds=took,
            burst=world.server.refused_burst - world.other_burst,
            long=world.server.refused_long - (world.other_asked - world.other_served - world.other_burst),
            failed=world.failed if done else requests - world.done,
            share=fair / took if took else 0.0,
            share_of_all=best / took if took else 0.0,
            other=world.other_served / world.other_asked if world.other_asked else 1.0,
            other_burst=world.other_burst / world.other_asked if world.other_asked else 0.0,
            attempts=world.most_attempts,
        )


def _world(seed: int, requests: int, **server: object) -> World:
    options = {"refusals_count": seed % 2 == 0, **server}
    return World(Server(**options), seed, requests)  # type: ignore[arg-type]


def _lossy(seed: int, requests: int) -> World:
    world = _world(seed, requests)
    world.loss = 0.01
    world.start([Shipped(SKEW)])
    world.run()
    return world


def _slow_store(seed: int, requests: int) -> World:
    world = _world(seed, requests)
    world.store = (0.002, 0.1)
    store = Shipped(SKEW, shared=True)
    world.start([store] * 16)
    world.run()
    return world


def _hidden_burst(seed: int, requests: int) -> World:
    world = _world(seed, requests, rules=HIDDEN)
    world.start([Shipped(SKEW)])
    world.run()
    return world


def _shared(processes: int) -> Callable[[int, int], World]:
    def run(seed: int, requests: int) -> World:
        world = _world(seed, requests)
        store: Strategy = Shipped(SKEW if seed % 3 else -SKEW, shared=processes > 1)
        world.start([store] * processes)
        world.run()
        return world

    return run


def _nothing_shared(processes: int) -> Callable[[int, int], World]:
    def run(seed: int, requests: int) -> World:
        world = _world(seed, requests)
        world.start([Shipped(SKEW * (index % 3 - 1)) for index in range(processes)])
        world.run()
        return world

    return run


def _other(counted: bool, *, yielding: bool = True) -> Callable[[int, int], World]:
    def run(seed: int, requests: int) -> World:
        world = _world(seed, requests, refusals_count=counted)
        world.other_consumer(OTHER)
        world.start([Shipped(SKEW, yielding=yielding)])
        world.run()
        return world

    return run


def _restarts(seed: int, requests: int) -> World:
    world = _world(seed, requests)
    world.start([Shipped(SKEW)])
    world.restart_every(600.0, lambda: Shipped(-SKEW))
    world.run()
    return world


def _tier(family: str, rules: tuple[Rule, ...]) -> Callable[[int, int], World]:
    def run(seed: int, requests: int) -> World:
        world = _world(seed, requests, rules=rules, family=family)
        world.start([Shipped(SKEW)])
        world.run()
        return world

    return run


def _stale(seed: int, requests: int) -> World:
    world = _world(seed, requests, stale=0.1)
    world.start([Shipped(SKEW)])
    world.run()
    return world


def _peer(make: Callable[[int], Strategy]) -> Callable[[int, int], World]:
    def run(seed: int, requests: int) -> World:
        world = _world(seed, requests)
        world.start([make(seed)])
        world.run()
        return world

    return run


LEFT = (Rule(3500, 3600.0), Rule(225, 60.0))
"""What is left if the other is served all it asks for."""
HIDDEN = (Rule(5000, 3600.0), Rule(100, 10.0), Rule(250, 60.0))
TIER = (Rule(120, 60.0),)
SHIPPED = (
    Case("one process, key to itself", _shared(1), floor="0 / 0 / 99.5 %"),
    Case("4 processes, one store", _shared(4), floor="0 / 0 / 99.5 %"),
    Case("16 processes, one store", _shared(16), floor="0 / 0 / 99.5 %"),
    Case(
        "one process, another takes 30 % unseen; refused requests do not count",
        _other(counted=False),
        left=LEFT,
        floor="50 / 0 / 78 %",
    ),
    Case(
        "the same; refused requests count, the other's too",
        _other(counted=True),
        left=LEFT,
        floor="50 / 0 / 78 %",
    ),
    Case(
        "`yielding=False`; refused requests do not count",
        _other(counted=False, yielding=False),
        left=LEFT,
    ),
    Case(
        "`yielding=False`; refused requests count",
        _other(counted=True, yielding=False),
        left=LEFT,
    ),
    Case("restart every 10 min, history unknown", _restarts, floor="10 / 0 / 80 %"),
    Case("16 processes that share nothing", _nothing_shared(16), floor="- / 0 / -"),
    Case("limit 120 a minute, live headers", _tier("live", TIER), TIER, floor="2 / 0 / 95 %"),
    Case("limit 120 a minute, published headers", _tier("published", TIER), TIER, floor="2 / 0 / 95 %"),
    Case("remaining values of old replicas, one in ten", _stale),
    Case("1 % lost, requests and answers alike", _lossy, uses=1.005),
    Case("100 in 10 s as well, which no header tells", _hidden_burst, HIDDEN),
    Case("16 processes, one store, 2 to 100 ms an exchange", _slow_store),
)
PEERS = (
    Case("usual retries, 2", _peer(lambda seed: UsualRetries(2, seed))),
    Case("usual retries, 10", _peer(lambda seed: UsualRetries(10, seed))),
    Case("token bucket, minute", _peer(lambda seed: Buckets((250, 250 / 60), seed=seed))),
    Case(
        "token buckets, minute and hour",
        _peer(lambda seed: Buckets((250, 250 / 60), (5000, 5000 / 3600), seed=seed)),
    ),
    Case("token bucket at the hourly rate", _peer(lambda seed: Buckets((1, 5000 / 3600), seed=seed))),
)
