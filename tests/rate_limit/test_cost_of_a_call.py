"""The work for one call: exchanges with a store, evaluations of responses, threads."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import anyio
import pytest

from do_inference.rate_limit import Limit, RateLimiter
from do_inference.rate_limit._estimator import Caution
from do_inference.rate_limit._stores.base import Decision, Mark
from do_inference.rate_limit._stores.memory import MemoryStore

from .clocks import FakeClock
from .test_limiter import until

MINUTE = Limit("minute", 1000, 60.0)


class SharedStore(MemoryStore):
    """A store that records its exchanges and their threads."""

    inline = False

    def __init__(self, clock: FakeClock) -> None:
        super().__init__([MINUTE], arrival_margin=0.0, now=clock.monotonic, unix=clock.unix)
        self.ledger.estimator.caution = Caution.CALIBRATED
        self.exchanges: list[tuple[list[str], int, threading.Thread]] = []

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        self.exchanges.append(([mark.what for mark in marks], len(demands), threading.current_thread()))
        return super().exchange(marks, demands)


def headers(remaining: int) -> dict[str, str]:
    return {"ratelimit-limit": "1000", "ratelimit-remaining": str(remaining)}


def test_calls_one_after_the_other_use_a_shared_store_once_each_and_in_their_own_thread() -> None:
    clock = FakeClock()
    store = SharedStore(clock)
    made = RateLimiter(store=store, clock=clock, max_wait=0)
    for number in range(10):
        made.acquire().responded(200, headers(999 - number))
    here = threading.current_thread()
    assert [demands for _, demands, _ in store.exchanges] == [1] * 10
    assert {thread for _, _, thread in store.exchanges} == {here}
    assert [marks for marks, _, _ in store.exchanges] == [[], *[["settled", "observed"]] * 9]


def test_a_shared_store_receives_the_last_response_within_a_tenth_of_a_second() -> None:
    clock = FakeClock()
    store = SharedStore(clock)
    made = RateLimiter(store=store, clock=clock, max_wait=0)
    made.acquire().responded(200, headers(999))
    until(lambda: bool(clock.waited_until))
    assert clock.waited_until[-1] == pytest.approx(clock.now + 0.1)
    clock.advance(0.1)
    until(lambda: len(store.exchanges) == 2)
    assert store.exchanges[1][:2] == (["settled", "observed"], 0)


def test_a_shared_store_receives_a_rejection_at_once() -> None:
    clock = FakeClock()
    store = SharedStore(clock)
    made = RateLimiter(store=store, clock=clock, max_wait=0)
    made.acquire().responded(429, {"retry-after": "5"})
    until(lambda: len(store.exchanges) == 2)
    assert store.exchanges[1][:2] == (["settled", "observed"], 0)


def test_of_many_responses_in_an_instant_the_last_is_evaluated() -> None:
    clock = FakeClock()
    made = RateLimiter([MINUTE], clock=clock, arrival_margin=0.0, max_wait=0)
    made._store.view().estimator.caution = Caution.CALIBRATED
    evaluated: list[Mark] = []
    exchange = made._store.exchange

    def recorded(marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        evaluated.extend(mark for mark in marks if mark.what == "observed")
        return exchange(marks, demands)

    made._store.exchange = recorded  # type: ignore[method-assign]
    permits = [made.acquire() for _ in range(4)]
    for number in range(100):  # The first hundred are all evaluated.
        permits.append(made.acquire())
        permits.pop(0).responded(200, headers(999 - number))
    assert len(evaluated) == 100
    for number in range(100, 200):
        permits.append(made.acquire())
        permits.pop(0).responded(200, headers(999 - number))
    assert len(evaluated) == 100
    clock.now += 0.01
    made.acquire()
    assert len(evaluated) == 101
    permits[0].responded(200, headers(799))
    permits[1].responded(200, headers(798))
    observed = made.state.observed
    assert observed is not None
    assert observed.requests is not None
    assert observed.requests.remaining == 798


def test_a_rejection_among_many_responses_is_evaluated_at_once() -> None:
    clock = FakeClock()
    made = RateLimiter([MINUTE], clock=clock, arrival_margin=0.0, max_wait=0)
    made._store.view().estimator.caution = Caution.CALIBRATED
    for number in range(200):
        made.acquire().responded(200, headers(999 - number))
    made.acquire().responded(429, {"retry-after": "5"})
    assert made._store.view().available_at(clock.now, 0) >= clock.now + 5


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_task_that_a_shared_store_admits_at_once_does_not_count_as_waiting(backend: str) -> None:
    clock = FakeClock()
    store = SharedStore(clock)
    made = RateLimiter(store=store, clock=clock)
    for _ in range(3):
        anyio.run(made.acquire_async, backend=backend)
    counters = made.state.counters
    assert (counters.calls, counters.waits) == (3, 0)
