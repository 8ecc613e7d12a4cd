"""Every wait in the queue has a bound, a reason and a way to end it, and no failure leaves a call waiting."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from math import inf
from typing import Any

import anyio
import httpx
import pytest

from do_inference.rate_limit import (
    Limit,
    Permit,
    RateLimitDeadlineError,
    RateLimiter,
    RateLimitTransport,
    Withdrawal,
)
from do_inference.rate_limit._estimator import Caution
from do_inference.rate_limit._stores.base import Decision, Mark
from do_inference.rate_limit._stores.memory import MemoryStore
from do_inference.rate_limit._timing import SystemTime

from .clocks import FakeClock
from .test_limiter import PATIENCE, limiter, until, use_up

Acquire = Callable[..., Permit]
BACKENDS = ("sync", "asyncio", "trio")


@pytest.fixture(params=BACKENDS)
def acquire(request: pytest.FixtureRequest) -> Callable[[RateLimiter], Acquire]:
    """`acquire` of a limiter in a thread, in asyncio or in trio."""

    def of(made: RateLimiter) -> Acquire:
        if request.param == "sync":
            return made.acquire

        def run(**options: Any) -> Permit:
            async def call() -> Permit:
                return await made.acquire_async(**options)

            return anyio.run(call, backend=request.param)

        return run

    return of


@contextmanager
def waiting(made: RateLimiter, call: Acquire, **options: Any) -> Iterator[Future[Permit]]:
    """Return the call, which waits in another thread."""
    with ThreadPoolExecutor(1) as pool:
        before = made.state.waiting
        future = pool.submit(call, **options)
        until(lambda: made.state.waiting == before + 1 or future.done())
        yield future


def test_a_wait_longer_than_max_wait_is_rejected_on_entry(
    acquire: Callable[[RateLimiter], Acquire],
) -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    with pytest.raises(
        RateLimitDeadlineError, match=r"max_wait allows 5 s; pass max_wait=\d+ or more"
    ) as caught:
        acquire(made)(max_wait=5)
    assert caught.value.reason == "max_wait"
    assert caught.value.available_at == pytest.approx(clock.now + 60, abs=0.1)
    assert caught.value.available_at_unix == pytest.approx(clock.unix() + 60, abs=0.1)
    assert made.state.waiting == 0


def test_max_wait_is_ten_minutes_unless_the_limiter_or_the_call_sets_it(
    acquire: Callable[[RateLimiter], Acquire],
) -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    made._store.view().estimator.backoff.pause_until = clock.now + 601
    with pytest.raises(RateLimitDeadlineError) as caught:
        acquire(made)()
    assert caught.value.reason == "max_wait"
    with waiting(made, acquire(made), max_wait=None) as future:
        assert made.state.waiting == 1
        clock.advance(601.1)
        assert future.result(PATIENCE).released_at == clock.now
    patient = limiter(clock, max_wait=None)
    use_up(patient)
    patient._store.view().estimator.backoff.pause_until = clock.now + 5000
    with waiting(patient, acquire(patient)) as future:
        assert patient.state.waiting == 1
        clock.advance(5000.1)
        future.result(PATIENCE)


def test_the_earlier_of_deadline_and_max_wait_is_the_reason() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"deadline": clock.now + 5, "max_wait": 10}, "deadline"),
        ({"deadline": clock.now + 10, "max_wait": 5}, "max_wait"),
        ({"deadline": clock.now + 5, "max_wait": None}, "deadline"),
        ({"max_wait": 0}, "max_wait"),
    ]
    for options, reason in cases:
        with pytest.raises(RateLimitDeadlineError) as caught:
            made.acquire(**options)
        assert caught.value.reason == reason


@pytest.mark.parametrize("wrong", [-1, float("nan")])
def test_an_invalid_max_wait_is_rejected(wrong: float) -> None:
    with pytest.raises(ValueError, match="max_wait must be 0 seconds or more, or None"):
        RateLimiter(max_wait=wrong)
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    with pytest.raises(ValueError, match="max_wait"):
        made.acquire(max_wait=wrong)
    assert RateLimiter(max_wait=inf).max_wait is None


def test_a_call_with_no_time_to_wait_starts_if_there_is_a_place(
    acquire: Callable[[RateLimiter], Acquire],
) -> None:
    made = limiter(FakeClock())
    for _ in range(3):
        acquire(made)(max_wait=0)


def test_a_prediction_that_changes_ends_a_wait_at_once(acquire: Callable[[RateLimiter], Acquire]) -> None:
    clock = FakeClock()
    made = limiter(clock)
    permits = [made.acquire() for _ in range(3)]
    with waiting(made, acquire(made), max_wait=100) as future:
        reset = str(int(clock.unix()) + 3600)
        permits[0].responded(
            429, {"ratelimit-limit": "3", "ratelimit-remaining": "0", "ratelimit-reset": reset}
        )
        with pytest.raises(RateLimitDeadlineError) as caught:
            future.result(PATIENCE)
    assert caught.value.reason == "max_wait"
    assert caught.value.available_at >= clock.now + 3599


def test_a_withdrawn_call_fails_at_once_with_the_given_error(
    acquire: Callable[[RateLimiter], Acquire],
) -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    withdrawal = Withdrawal()
    with (
        waiting(made, made.acquire) as other,
        waiting(made, acquire(made), withdrawal=withdrawal) as future,
    ):
        withdrawal.withdraw(ConnectionAbortedError("the client is closed"))
        with pytest.raises(ConnectionAbortedError, match="closed"):
            future.result(PATIENCE)
        assert made.state.waiting == 1
        with pytest.raises(ConnectionAbortedError):
            acquire(made)(withdrawal=withdrawal)
        clock.advance(60.1)
        other.result(PATIENCE)
    with pytest.raises(ConnectionAbortedError):  # Although a call could start.
        acquire(made)(withdrawal=withdrawal)
    assert made.state.limits[0].remaining == 2


def test_a_call_that_is_released_and_withdrawn_hands_its_place_back() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    withdrawal = Withdrawal()

    async def main() -> None:
        async with anyio.create_task_group() as group:

            async def call() -> None:
                with pytest.raises(ConnectionAbortedError):
                    await made.acquire_async(withdrawal=withdrawal)

            group.start_soon(call)
            while made.state.waiting < 1:
                await anyio.lowlevel.checkpoint()
            clock.now += 60.1
            made.record(
                Mark("cancelled", -1.0)
            )  # Releases the call, which cannot run before this task yields.
            withdrawal.withdraw(ConnectionAbortedError())

    anyio.run(main)
    assert made.state.limits[0].remaining == 3


def test_a_finished_wait_leaves_nothing_with_its_withdrawal() -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    withdrawal = Withdrawal()
    with waiting(made, made.acquire, withdrawal=withdrawal) as future:
        clock.advance(60.1)
        future.result(PATIENCE)
    assert not withdrawal._waits


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_transport_reads_max_wait_and_withdrawal_of_a_request(backend: str) -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    withdrawal = Withdrawal()
    withdrawal.withdraw(ConnectionAbortedError())
    transport = RateLimitTransport(httpx.MockTransport(lambda _: httpx.Response(200)), made)

    def check(send: Callable[[dict[str, Any]], object]) -> None:
        with pytest.raises(RateLimitDeadlineError, match="max_wait allows 5 s"):
            send({"max_wait": 5})
        with pytest.raises(ConnectionAbortedError):
            send({"withdrawal": withdrawal})

    if backend == "sync":
        with httpx.Client(transport=transport) as client:
            check(lambda extensions: client.get("http://x/", extensions=extensions))
        return

    def send(extensions: dict[str, Any]) -> None:
        async def call() -> None:
            async with httpx.AsyncClient(transport=transport) as client:
                await client.get("http://x/", extensions=extensions)

        anyio.run(call, backend=backend)

    check(send)


class FailingStore(MemoryStore):
    """A store that fails while `broken` is set."""

    broken: BaseException | None = None

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        if self.broken is not None:
            raise self.broken
        return super().exchange(marks, demands)


def failing(clock: FakeClock, *, inline: bool) -> tuple[FailingStore, RateLimiter]:
    store = FailingStore(
        (Limit("minute", 3, 60.0),), arrival_margin=0.0, now=clock.monotonic, unix=clock.unix
    )
    store.inline = inline
    store.ledger.estimator.caution = Caution.CALIBRATED
    return store, RateLimiter(store=store, clock=clock)


@pytest.mark.parametrize("inline", [True, False])
def test_a_worker_that_fails_gives_its_error_to_the_waiting_calls_and_is_replaced(
    *, inline: bool, acquire: Callable[[RateLimiter], Acquire]
) -> None:
    clock = FakeClock()
    store, made = failing(clock, inline=inline)
    use_up(made)
    for _ in range(2):
        with waiting(made, acquire(made)) as first, waiting(made, acquire(made)) as second:
            store.broken = OverflowError("timestamp too large")
            clock.advance(60.1)
            for future in (first, second):
                with pytest.raises(OverflowError):
                    future.result(PATIENCE)
        store.broken = None
        use_up(made)


def test_a_failure_outside_of_the_store_ends_no_worker_silently(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR, "do_inference"):

        def wait(condition: threading.Condition, until: float) -> None:
            raise OverflowError("timeout value is too large")

        patched.setattr(clock, "wait", wait)
        with pytest.raises(OverflowError):
            made.acquire()
    assert "the worker of the rate limiter failed" in caplog.text
    with waiting(made, made.acquire) as future:
        clock.advance(60.1)
        future.result(PATIENCE)


def test_a_response_that_cannot_be_evaluated_reaches_its_caller_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = FakeClock()
    store, made = failing(clock, inline=True)
    permit = made.acquire()
    with caplog.at_level(logging.ERROR, "do_inference"):
        store.broken = OverflowError("timestamp too large")
        permit.responded(200, {})
    assert "could not evaluate a response" in caplog.text


@pytest.mark.parametrize("until_", [inf, 1e300, threading.TIMEOUT_MAX * 2])
def test_the_clock_waits_for_any_moment(until_: float) -> None:
    condition = threading.Condition()

    def notify() -> None:
        with condition:
            condition.notify()

    with condition:
        threading.Thread(target=notify).start()
        SystemTime().wait(condition, until_)


def test_of_long_waits_that_begin_together_only_the_first_is_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = FakeClock()
    made = limiter(clock)
    use_up(made)
    with caplog.at_level("INFO", logger="do_inference.rate_limit"):
        with waiting(made, made.acquire) as first, waiting(made, made.acquire) as second:
            clock.advance(60.1)
            first.result(PATIENCE)
            second.result(PATIENCE)
        made.acquire()
        with waiting(made, made.acquire) as later:
            clock.advance(60.1)
            later.result(PATIENCE)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO", "WARNING"]


@pytest.mark.parametrize(
    ("tokens", "error"), [(-5, ValueError), (float("nan"), TypeError), (1.5, TypeError), ("x", TypeError)]
)
def test_an_invalid_token_estimate_is_rejected_and_not_counted(
    acquire: Callable[[RateLimiter], Acquire], tokens: Any, error: type[Exception]
) -> None:
    made = RateLimiter([Limit("tokens", 60_000, 60.0, "tokens")])
    with pytest.raises(error, match="tokens must be"):
        acquire(made)(tokens=tokens)
    assert made.state.limits[0].remaining == 60_000
