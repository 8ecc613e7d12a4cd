"""A case of the table: a key, its clients, and the required results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, inf
from typing import Any

from do_inference.rate_limit._limits import PUBLISHED_LIMITS, Limit

from .server import PUBLISHED, AnyRule, Bucket, Changes, Rule, Server, optimum, schedule
from .strategies import Shipped, Strategy
from .world import World

SKEW = 30.0
"""Seconds by which the clocks of clients are wrong."""
QUICK: Mapping[str, Any] = {"slow": (0.005, 0.05)}
"""Options of `World` for a service that answers at once."""
FULL = 20_000
"""Requests of floors that slow start and the last seconds would otherwise decide."""


@dataclass(frozen=True)
class Floor:
    """The requirements of a case for each seed. None: no requirement."""

    refused: int | None = None
    share: float | None = None
    slowest: float | None = None
    """Seconds of the 99th percentile of the calls."""
    wait: float | None = None
    """Seconds by which any request may leave later than it could have."""
    seconds: float | None = None
    failed: int | None = 0

    def __str__(self) -> str:
        parts = [
            "-" if self.refused is None else str(self.refused),
            "-" if self.failed is None else str(self.failed),
            "-" if self.share is None else f"{self.share * 100:g} %",
        ]
        parts += [] if self.slowest is None else [f"p99 {self.slowest:g} s"]
        parts += [] if self.wait is None else [f"wait {self.wait:g} s"]
        parts += [] if self.seconds is None else [f"took {self.seconds:g} s"]
        return " / ".join(parts)


ALONE = Floor(0, 0.995)
EXACT = Floor(5, 0.98)
ALMOST = Floor(9, 0.9)


@dataclass(frozen=True)
class Result:
    seconds: float
    """Seconds from the start to the last acceptance by the server."""
    burst: int
    """Our requests that another rule than the first rejected."""
    long: int
    """Our requests that the first rule rejected."""
    failed: int
    share: float
    """The optimal time, including all requests of other clients, divided by the time needed."""
    share_of_all: float
    """The same for the optimal time without other clients."""
    slowest: float
    """The 99th percentile of the seconds that calls took."""
    wait: float
    """Maximum seconds by which a request was sent later than possible, for workloads of at most 500."""
    other: float
    """Share of the other client's requests that were served."""
    other_burst: float
    """Share of them that a rule other than the first rejected because of competition."""
    attempts: int

    def misses(self, floor: Floor) -> list[str]:
        """Which parts of `floor` are not reached."""
        tests = {
            "429s": floor.refused is None or self.burst + self.long <= floor.refused,
            "failures": floor.failed is None or self.failed <= floor.failed,
            "share": floor.share is None or self.share >= floor.share,
            "p99": floor.slowest is None or self.slowest <= floor.slowest,
            "wait": floor.wait is None or self.wait <= floor.wait,
            "seconds": floor.seconds is None or self.seconds <= floor.seconds,
        }
        return [name for name, passed in tests.items() if not passed]


@dataclass(frozen=True)
class Case:
    name: str
    rules: tuple[AnyRule, ...] = PUBLISHED
    floor: Floor = Floor(failed=None)
    server: Mapping[str, Any] = field(default_factory=dict)
    """Options of `Server`. Unless `refusals_count` is among them, rejected requests count on every other seed."""
    world: Mapping[str, Any] = field(default_factory=dict)
    """Options of `World`."""
    processes: int = 1
    shared: bool = True
    """Whether the processes share a store."""
    make: Callable[[int], Strategy] | None = None
    """The strategy for a seed, instead of the SDK's."""
    limits: Sequence[Limit] = PUBLISHED_LIMITS
    assumed: bool | None = None
    """Whether `limits` are an assumption. None: for single processes and those that share nothing."""
    yielding: bool = True
    other: tuple[float, int] | None = None
    """Another client: requests a second, and how many at once."""
    left: tuple[AnyRule, ...] | None = None
    """What other clients leave of the rules if all their requests are served. None: the optimum uses what was
    served."""
    prepare: Callable[[World], None] | None = None
    """Called between the start and the run."""
    changes: Changes = ()
    uses: float = 1.0
    """Number of requests that the server counts for each one it serves."""
    most: int | None = None
    """The largest workload that is of interest."""
    least: int = 0
    """The smallest workload on which the floor is meant."""
    delay: float = 0.0
    """Seconds that the other client is alone at first."""
    at_once: bool = False
    """Whether all requests are made at the start."""
    warmup: float = 0.0
    """Seconds in which neither rejections nor speed count."""

    def result(self, seed: int, requests: int) -> Result:
        requests = min(max(requests, self.least), self.most or max(requests, self.least))
        world = self.run(seed, requests)
        begin = world.began[0] + self.warmup
        accepted = [at for at in world.accepted if at >= begin]
        took = (accepted[-1] if accepted else world.now) - begin
        refused = [rule for at, rule in world.refused if at >= begin]
        best, fair = self._optimum(world, accepted)
        ended = sorted(world.took)
        return Result(
            seconds=took,
            burst=sum(rule > 0 for rule in refused),
            long=sum(rule == 0 for rule in refused),
            failed=world.requests - world.done,
            share=fair / took if took else 0.0,
            share_of_all=best / took if took else 0.0,
            slowest=ended[ceil(0.99 * len(ended)) - 1] if ended else inf,
            wait=self._latest(world),
            other=world.other_served / world.other_asked if world.other_asked else 1.0,
            other_burst=world.other_burst / world.other_asked if world.other_asked else 0.0,
            attempts=world.most_attempts,
        )

    def run(self, seed: int, requests: int) -> World:
        options = {"refusals_count": seed % 2 == 0, "changes": self.changes, **self.server}
        settings = {"in_flight": requests} if self.at_once else {}
        world = World(Server(self.rules, **options), seed, requests, **{**settings, **self.world})
        if self.other is not None:
            world.other_consumer(*self.other)
        world.start(self._strategies(seed), self.delay)
        if self.prepare is not None:
            self.prepare(world)
        world.run()
        return world

    def _strategies(self, seed: int) -> list[Strategy]:
        if self.make is not None:
            return [self.make(seed)]
        one_store = self.shared and self.processes > 1
        assumed = not one_store if self.assumed is None else self.assumed
        skews = [SKEW * (index % 3 - 1) for index in range(self.processes)]
        if self.shared or self.processes == 1:
            skews = [SKEW if seed % 3 else -SKEW]
        made = [Shipped(skew, limits=self.limits, assumed=assumed, yielding=self.yielding) for skew in skews]
        return [*made] * (self.processes if len(made) == 1 else 1)

    def _optimum(self, world: World, accepted: list[float]) -> tuple[float, float]:
        """Return the optimal seconds for the same work: without other clients, and with what they leave."""
        if self.warmup:
            rates = [rule.amount / rule.seconds for rule in self.rules if isinstance(rule, Rule)]
            rates += [rule.refill for rule in self.rules if isinstance(rule, Bucket)]
            best = len(accepted) / min(rates)
            return best, best
        if world.rest:
            best = schedule(world.began, self.rules)[-1]
            return best, best
        counted = round(world.requests * self.uses)
        best = optimum(counted, self.rules, self.changes)
        if self.left is not None:
            return best, optimum(counted, self.left)
        return best, optimum(counted + world.other_served, self.rules, self.changes)

    def _latest(self, world: World) -> float:
        if len(world.accepted) > 500 or len(world.accepted) != len(world.began):
            return 0.0
        best = schedule(world.began, self.rules, self.changes)
        # Even the best client cannot avoid the time that a request takes to arrive.
        slowest = world.slow[1]
        return max(0.0, *(at - could - slowest for at, could in zip(world.accepted, best, strict=True)))
