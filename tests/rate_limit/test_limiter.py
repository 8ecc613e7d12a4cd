from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import anyio
import pytest

from do_inference.rate_limit import Limit, RateLimitDeadlineError, RateLimiter, Released, Waiting
from do_inference.rate_limit._estimator import Caution
from do_inference.rate_limit._stores.base import Mark

from .clocks import FakeClock

LIMITS = (Limit("minute", 3, 60.0),)
PATIENCE = 60.0
"""Real seconds after which a test fails because a thread has not finished."""


def limiter(clock: FakeClock, **options: object) -> RateLimiter:
    """Return a calibrated limiter with an unused limit of three per minute."""
    made = RateLimiter(LIMITS, clock=clock, arrival_margin=0.0, **options)  # type: ignore[arg-type]
    made._store.view().estimator.caution = Caution.CALIBRATED
    return made


def use_up(made: RateLimiter) -> None:
    for _ in range(3):
        made.acquire()


def until(condition: Callable[[], bool]) -> None:
    """Let other threads run until `condition` holds."""
    gate = threading.Event()
    for _ in range(int(PATIENCE / 0.001)):
        if condition():
            return
        gate.wait(0.001)
    pytest.fail("the condition did not become true in time")


def test_threads_and_event_loops_wait_in_one_line() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    order: list[str] = []

    def thread() -> None:
        made.acquire()
        order.append("thread")

    async def task(name: str) -> None:
        await made.acquire_async()
        order.append(name)

    async def tasks() -> None:
        await task("loop")

    backends = ("asyncio", "trio")
    with ThreadPoolExecutor(3) as pool:
        waiting = []
        for index, start in enumerate(
            (thread, *((lambda b=b: anyio.run(tasks, backend=b)) for b in backends))
        ):
            waiting.append(pool.submit(start))
            until(lambda index=index: made.state.waiting == index + 1)  # type: ignore[misc]
        assert order == []
        clock.advance(60.1)
        for each in waiting:
            each.result(PATIENCE)
    assert sorted(order) == ["loop", "loop", "thread"]


def test_first_come_first_served_and_interactive_before_bulk() -> None:
    clock = FakeClock()
    made = RateLimiter((Limit("minute", 1, 60.0),), clock=clock, arrival_margin=0.0)
    made._store.view().estimator.caution = Caution.CALIBRATED
    made.acquire()
    order: list[str] = []

    def wait(name: str, priority: str) -> None:
        made.acquire(priority="bulk" if priority == "bulk" else "interactive")
        order.append(name)

    with ThreadPoolExecutor(4) as pool:
        waiting = []
        for index, (name, priority) in enumerate(
            (("a", "bulk"), ("b", "interactive"), ("c", "bulk"), ("d", "interactive"))
        ):
            waiting.append(pool.submit(wait, name, priority))
            until(lambda index=index: made.state.waiting == index + 1)  # type: ignore[misc]
        for count in range(1, 5):
            clock.advance(60.1)
            until(lambda count=count: len(order) == count)  # type: ignore[misc]
        for each in waiting:
            each.result(PATIENCE)
    assert order == ["b", "d", "a", "c"]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_waiter_leaves_at_once_and_leaves_no_hole(backend: str) -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    done: list[str] = []

    async def main() -> None:
        async def one(name: str) -> None:
            await made.acquire_async()
            done.append(name)

        async with anyio.create_task_group() as group:
            async with anyio.create_task_group() as doomed:
                for _ in range(5):
                    doomed.start_soon(one, "cancelled")
                while made.state.waiting < 5:
                    await anyio.lowlevel.checkpoint()
                doomed.cancel_scope.cancel()
            assert made.state.waiting == 0
            for _ in range(3):
                group.start_soon(one, "stayed")
            while made.state.waiting < 3:
                await anyio.lowlevel.checkpoint()
            clock.advance(60.1)

    anyio.run(main, backend=backend)
    assert done == ["stayed"] * 3


def test_leave_given_to_one_who_has_just_gone_passes_to_the_next() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)

    async def main() -> None:
        task = asyncio.create_task(made.acquire_async())
        await asyncio.sleep(0)
        assert made.state.waiting == 1
        # Granted in this iteration of the event loop, and cancelled before the task runs again.
        clock.now += 60.1
        made.record(Mark("cancelled", -1.0))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert [window.remaining for window in made.state.limits] == [3]


def test_a_wait_past_the_deadline_fails_at_once_and_reports_the_predicted_start() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    with pytest.raises(RateLimitDeadlineError) as caught:
        made.acquire(deadline=clock.now + 30)
    assert 1060.0 <= caught.value.available_at <= 1060.1
    assert caught.value.available_at_unix == pytest.approx(1_800_000_000.0 + caught.value.available_at)
    assert made.state.waiting == 0


def test_a_deadline_after_the_predicted_start_has_no_effect() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(made.acquire, deadline=clock.now + 90)
        until(lambda: made.state.waiting == 1)
        clock.advance(60.1)
        assert waiting.result(PATIENCE).released_at == clock.now


def test_those_behind_know_of_those_before_them() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(made.acquire) for _ in range(3)]
        until(lambda: made.state.waiting == 3)
        with pytest.raises(RateLimitDeadlineError) as caught:
            made.acquire(deadline=clock.now + 100)
        assert caught.value.available_at > clock.now + 119
        clock.advance(60.1)
        for each in waiting:
            each.result(PATIENCE)


def test_a_deadline_that_comes_while_waiting_ends_the_wait() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(made.acquire, deadline=clock.now + 70)
        until(lambda: made.state.waiting == 1)
        # Meanwhile the server rejects another call, with a longer wait than predicted.
        store = made._store.view()
        store.estimator.backoff.pause_until = clock.now + 500
        clock.advance(70.1)
        with pytest.raises(RateLimitDeadlineError) as caught:
            waiting.result(PATIENCE)
    assert caught.value.available_at >= 1500


def test_a_thousand_that_wait_cost_nothing_while_they_wait() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(1000):
                group.start_soon(partial(made.acquire_async, max_wait=None))
            while made.state.waiting < 1000:
                await anyio.lowlevel.checkpoint()
            await anyio.sleep(0.05)
            before = len(clock.waited_until)
            await anyio.sleep(0.2)
            assert len(clock.waited_until) == before
            assert clock.waited_until[-1] == pytest.approx(1060.0, abs=0.01)
            group.cancel_scope.cancel()

    anyio.run(main)
    assert made.state.waiting == 0


def test_the_daily_cap_fails_those_who_wait_and_those_who_come() -> None:
    clock = FakeClock()
    made = limiter(clock)
    grants = [made.acquire() for _ in range(3)]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(made.acquire)
        until(lambda: made.state.waiting == 1)
        grants[0].daily_cap(clock.unix() + 7200)
        with pytest.raises(RateLimitDeadlineError, match="daily"):
            waiting.result(PATIENCE)
    with pytest.raises(RateLimitDeadlineError) as caught:
        made.acquire()
    assert caught.value.reason == "daily_cap"
    assert caught.value.available_at == pytest.approx(clock.now + 7200)


def test_hooks_are_called_for_waits_and_releases() -> None:
    clock = FakeClock()
    reported: list[Waiting | Released] = []
    made = limiter(clock, on_wait=reported.append, on_release=reported.append)
    use_up(made)
    assert reported == []
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(made.acquire)
        until(lambda: len(reported) == 1)
        clock.advance(60.1)
        waiting.result(PATIENCE)
    wait, release = reported
    assert isinstance(wait, Waiting)
    assert wait.ahead == 0
    assert wait.available_at == pytest.approx(1060.0, abs=0.01)
    assert isinstance(release, Released)
    assert release.waited == pytest.approx(60.1)


def test_the_state_contains_limits_remaining_amounts_and_observations() -> None:
    clock = FakeClock()
    made = limiter(clock)
    grant = made.acquire()
    grant.responded(200, {"ratelimit-limit": "3", "ratelimit-remaining": "2"})
    state = made.state
    assert [(w.name, w.limit, w.remaining, w.reported) for w in state.limits] == [("minute", 3, 2, True)]
    assert state.next_free == clock.now
    assert state.observed is not None
    assert state.observed.requests is not None
    assert (state.observed.requests.remaining, state.observed_at) == (2, clock.now)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_continues_with_a_copy_of_the_parents_ledger() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(made.acquire)
        until(lambda: made.state.waiting == 1)
        reader, writer = os.pipe()
        made._scheduler.lock.acquire()  # as if another thread were in the middle of something
        child = os.fork()
        if child == 0:
            answer = b"failed"
            try:
                with pytest.raises(RateLimitDeadlineError):
                    made.acquire(deadline=clock.now + 1)
                clock.now += 61
                made.acquire()
                answer = b"fine"
            finally:
                os.write(writer, answer)
                os._exit(0)
        made._scheduler.lock.release()
        os.waitpid(child, 0)
        assert os.read(reader, 10) == b"fine"
        os.close(reader)
        os.close(writer)
        assert made.state.waiting == 1
        clock.advance(60.1)
        waiting.result(PATIENCE)
