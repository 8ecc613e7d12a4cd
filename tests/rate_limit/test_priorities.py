"""The order in which waiting calls start: weighted priorities, and small calls before a large one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import anyio
import pytest

from do_inference.rate_limit import Limit, RateLimiter
from do_inference.rate_limit._estimator import Caution
from do_inference.rate_limit._queue import Priority
from do_inference.rate_limit._stores.memory import MemoryStore

from .clocks import FakeClock
from .test_limiter import PATIENCE, until

TOKENS = Limit("tokens-per-minute", 1000, 60.0, "tokens")


class Calls:
    """Calls that wait in threads, and the order in which they start."""

    def __init__(self, made: RateLimiter) -> None:
        self.made = made
        self.started: list[str] = []
        self.threads: list[threading.Thread] = []

    def add(
        self, name: str, *, tokens: int = 0, priority: Priority = "interactive", waits: bool = True
    ) -> None:
        def run() -> None:
            self.made.acquire(tokens=tokens, priority=priority, max_wait=None)
            self.started.append(name)

        before = self.made.state.waiting
        thread = threading.Thread(target=run, daemon=True)
        self.threads.append(thread)
        thread.start()
        if waits:
            until(lambda: self.made.state.waiting == before + 1)
        else:
            until(lambda: name in self.started)


@contextmanager
def calls(clock: FakeClock, *limits: Limit, inline: bool = True) -> Iterator[Calls]:
    store = MemoryStore(limits, arrival_margin=0.0, now=clock.monotonic, unix=clock.unix)
    store.ledger.estimator.caution = Caution.CALIBRATED
    store.inline = inline
    made = Calls(RateLimiter(store=store, clock=clock))
    yield made
    for thread in made.threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.mark.parametrize("inline", [True, False])
def test_bulk_calls_progress_while_interactive_calls_keep_arriving(*, inline: bool) -> None:
    clock = FakeClock()
    with calls(clock, Limit("minute", 1, 60.0), inline=inline) as made:
        made.made.acquire()
        for name in ("bulk 1", "bulk 2"):
            made.add(name, priority="bulk")
        made.add("interactive")
        for count in range(1, 21):
            made.add("interactive")
            clock.advance(60.1)
            until(lambda count=count: len(made.started) == count)  # type: ignore[misc]
        assert made.started.index("bulk 1") == 9
        assert made.started.index("bulk 2") == 19
        for count in range(21, 24):
            clock.advance(60.1)
            until(lambda count=count: len(made.started) == count)  # type: ignore[misc]


@pytest.mark.parametrize("inline", [True, False])
def test_small_calls_start_while_a_large_one_waits_for_tokens(*, inline: bool) -> None:
    clock = FakeClock()
    with calls(clock, TOKENS, inline=inline) as made:
        made.made.acquire(tokens=600)
        made.add("large", tokens=800)
        made.add("medium", tokens=500)
        made.add("small", tokens=300, waits=False)
        made.add("none", waits=False)
        made.add("too much", tokens=200)
        clock.advance(60.6)
        until(lambda: "large" in made.started)
        assert made.started[:2] == ["small", "none"]
        clock.advance(60.6)


@pytest.mark.parametrize("inline", [True, False])
def test_small_calls_cannot_starve_a_large_one(*, inline: bool) -> None:
    clock = FakeClock()
    with calls(clock, TOKENS, inline=inline) as made:
        made.made.acquire(tokens=600)
        made.add("large", tokens=900)
        for step in range(8):  # Every ten seconds a call of 100 tokens arrives, which always fits.
            made.add(f"small {step}", tokens=100, waits=step >= 3)
            clock.advance(10.0)
        # Three started within thirty seconds. The others wait until these three have left the window.
        assert made.started == ["small 0", "small 1", "small 2"]
        clock.advance(2.0)
        until(lambda: "large" in made.started)
        clock.advance(60.6)


@pytest.mark.parametrize("inline", [True, False])
def test_a_call_with_more_tokens_than_the_window_starts_when_the_window_is_empty(*, inline: bool) -> None:
    clock = FakeClock()
    with calls(clock, TOKENS, inline=inline) as made:
        made.made.acquire(tokens=1)
        made.add("huge", tokens=1_000_000)
        clock.advance(60.6)


def test_calls_wait_in_their_order_for_requests_whatever_their_tokens() -> None:
    clock = FakeClock()
    with calls(clock, TOKENS, Limit("minute", 1, 60.0)) as made:
        made.made.acquire(tokens=10)
        made.add("large", tokens=500)
        made.add("small", tokens=1)
        made.add("none")
        for count in range(1, 4):
            clock.advance(60.6)
            until(lambda count=count: len(made.started) == count)  # type: ignore[misc]
        assert made.started == ["large", "small", "none"]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_large_call_makes_way_at_once(backend: str) -> None:
    clock = FakeClock()
    store = MemoryStore([TOKENS], arrival_margin=0.0, now=clock.monotonic, unix=clock.unix)
    store.ledger.estimator.caution = Caution.CALIBRATED
    store.inline = False
    made = RateLimiter(store=store, clock=clock)
    done: list[str] = []

    async def main() -> None:
        await made.acquire_async(tokens=600)
        async with anyio.create_task_group() as group:

            async def large() -> None:
                await made.acquire_async(tokens=800)

            async def medium() -> None:
                await made.acquire_async(tokens=400)
                done.append("medium")

            async with anyio.create_task_group() as doomed:
                doomed.start_soon(large)
                while made.state.waiting < 1:
                    await anyio.lowlevel.checkpoint()
                store_allowance = made._scheduler._queue.first(1)[0]
                store_allowance.allowance = 0
                group.start_soon(medium)
                while made.state.waiting < 2:
                    await anyio.lowlevel.checkpoint()
                assert done == []
                doomed.cancel_scope.cancel()

    anyio.run(main, backend=backend)
    assert done == ["medium"]
