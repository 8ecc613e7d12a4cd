"""The work of the limiter for a request does not depend on the number of other requests."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from do_inference.rate_limit import Limit, RateLimiter
from do_inference.rate_limit._bucket import Bucket
from do_inference.rate_limit._estimator import Caution
from do_inference.rate_limit._queue import Waiter, WaitingQueue

from ..work import assert_linear
from .clocks import FakeClock

LIMITS = (
    Limit("minute", 1_000_000, 60.0),
    Limit("tokens-per-minute", 1_000_000_000, 60.0, unit="tokens"),
)


def limiter(*limits: Limit, buckets: bool = False) -> tuple[RateLimiter, FakeClock]:
    clock = FakeClock()
    made = RateLimiter(limits, clock=clock, max_wait=None)
    estimator = made._store.view().estimator
    estimator.caution = Caution.CALIBRATED
    if buckets:
        estimator.limits = [Bucket(limit) for limit in limits]
    return made, clock


def reported(left: int) -> dict[str, str]:
    return {"ratelimit-limit": "1000000", "ratelimit-remaining": str(left), "ratelimit-reset": "60"}


@pytest.mark.parametrize("buckets", [False, True], ids=["windows", "buckets"])
def test_requests_one_after_the_other(buckets: bool) -> None:
    def prepare(count: int) -> Callable[[], object]:
        made, clock = limiter(*LIMITS, buckets=buckets)

        def run() -> None:
            for number in range(count):
                permit = made.acquire(tokens=100 + number % 7)
                clock.now += 0.02
                permit.responded(200, reported(1_000_000 - number))
                permit.used(50)

        return run

    assert_linear(prepare, 800)


@pytest.mark.parametrize("buckets", [False, True], ids=["windows", "buckets"])
def test_requests_in_flight(buckets: bool) -> None:
    def prepare(count: int) -> Callable[[], object]:
        made, clock = limiter(*LIMITS, buckets=buckets)

        def run() -> None:
            permits = []
            for number in range(count):
                clock.now += 1 / count
                permits.append(made.acquire(tokens=number % 7))
            random.Random(1).shuffle(permits)
            for number, permit in enumerate(permits):
                clock.now += 1 / count
                permit.responded(200, reported(1_000_000 - number))

        return run

    assert_linear(prepare, 800)


@pytest.mark.parametrize("buckets", [False, True], ids=["windows", "buckets"])
def test_calls_that_wait(buckets: bool) -> None:
    """As many requests are in flight as calls wait, and each response is an occasion to start the next call."""

    def prepare(count: int) -> Callable[[], object]:
        made, clock = limiter(Limit("minute", count, 60.0), buckets=buckets)
        scheduler = made._scheduler

        def run() -> None:
            permits = []
            for _ in range(count):
                clock.now += 1 / count
                permits.append(made.acquire())
            waiters = [Waiter(lambda: True, latest=clock.now + 1000) for _ in range(count)]
            for waiter in waiters:
                scheduler.enter(waiter)
            for permit in permits:
                permit.responded(200, {})
            for waiter in reversed(waiters):
                scheduler.leave(waiter)
            assert len(scheduler) == 0

        return run

    assert_linear(prepare, 600)


def test_the_queue() -> None:
    def prepare(count: int) -> Callable[[], object]:
        chance = random.Random(1)
        waiters = [
            Waiter(lambda: True, 10, bulk=number % 3 == 0, latest=chance.random()) for number in range(count)
        ]
        leaving = chance.sample(waiters, count // 2)

        def run() -> None:
            queue = WaitingQueue()
            for waiter in waiters:
                queue.ahead(waiter.bulk)
                queue.add(waiter)
            for waiter in leaving:
                queue.leave(waiter)
                queue.next_bound()
            while waiting := queue.first(1):
                queue.start(waiting[0])

        return run

    assert_linear(prepare, 2000)
