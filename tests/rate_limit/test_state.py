"""What a live view of a limiter shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from do_inference.rate_limit import (
    Counters,
    FileStore,
    Limit,
    QueueState,
    RateLimitDeadlineError,
    RateLimiter,
)

from .clocks import FakeClock
from .test_limiter import PATIENCE, limiter, until, use_up

HEADERS = {"ratelimit-limit": "3", "ratelimit-remaining": "2"}


def test_a_new_limiter_has_done_nothing() -> None:
    state = RateLimiter(clock=FakeClock()).state
    assert state.queue == QueueState()
    assert state.counters == Counters()
    assert state.store.status == "healthy"
    assert [window.reported_at for window in state.limits] == [None, None]


def test_the_queue_shows_priorities_and_the_end_and_cause_of_the_wait() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    with ThreadPoolExecutor(3) as pool:
        for count, priority in enumerate(("interactive", "bulk", "bulk")):
            pool.submit(made.acquire, priority=priority)  # type: ignore[arg-type]
            until(lambda count=count: made.state.waiting == count + 1)  # type: ignore[misc]
        queue = made.state.queue
        assert (queue.interactive, queue.bulk) == (1, 2)
        assert queue.starts_at == pytest.approx(clock.now + 60, abs=0.1)
        assert "minute" in queue.cause
        clock.advance(60.1)
    assert made.state.queue == QueueState()


def test_counters_count_calls_waits_deadline_errors_and_rejections() -> None:
    clock = FakeClock()
    made = limiter(clock)
    permits = [made.acquire() for _ in range(3)]
    with pytest.raises(RateLimitDeadlineError):
        made.acquire(max_wait=1)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(made.acquire)
        until(lambda: made.state.waiting == 1)
        assert made.state.counters.waits == 1
        clock.advance(60.1)
        waiting.result(PATIENCE)
    permits[0].responded(429, {"retry-after": "100"})
    permits[1].responded(200, {})
    permits[1].rejected({"retry-after": "100"})
    made._store.view().estimator.backoff.pause_until = clock.now + 100
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(made.acquire, max_wait=200)
        until(lambda: made.state.waiting == 1)
        made._store.view().estimator.backoff.pause_until = clock.now + 3600
        permits[2].responded(429, {"retry-after": "3600"})
        with pytest.raises(RateLimitDeadlineError):
            late.result(PATIENCE)
    counters = made.state.counters
    assert counters._replace(seconds_waited=0.0) == Counters(
        calls=4, waits=2, deadline_errors=2, rejections=3
    )
    assert counters.seconds_waited == pytest.approx(60.1)


def test_each_limit_shows_when_the_server_last_reported_it() -> None:
    clock = FakeClock()
    made = limiter(clock)
    made.acquire().responded(200, HEADERS)
    reported = clock.now
    clock.now += 20
    (window,) = made.state.limits
    assert window.reported_at == pytest.approx(reported, abs=1.0)


def test_the_limits_of_a_store_are_those_of_all_its_processes(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    path = tmp_path / "ledger"
    limits = (Limit("minute", 30, 60.0),)
    first, second = RateLimiter(store=FileStore(path, limits)), RateLimiter(store=FileStore(path, limits))
    for _ in range(3):
        first.acquire()
    state = second.state
    assert state.limits[0].remaining == 27
    assert state.counters.calls == 0
    assert first.state.counters.calls == 3
