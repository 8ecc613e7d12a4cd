"""Waits that a server requests count towards the budget of the call, paced or not, and are reported exactly."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("starlette", reason="the emulator needs the extra do-inference[emulator]")

import httpx

from do_inference import RateLimiter, RateLimitError, RetryEvent
from do_inference.emulator import Emulator
from do_inference.emulator._errors import ERROR_KINDS

from .conftest import Driver, FakeClock
from .loopback import Loopback, events, reply

if TYPE_CHECKING:
    import threading

RETRIED = sorted(name for name, kind in ERROR_KINDS.items() if kind.status == 429 and name != "daily-cap")


class LeapingClock:
    """A clock for limiters whose waits end immediately and advance its time."""

    def __init__(self) -> None:
        self.began = self.now = time.monotonic()

    def monotonic(self) -> float:
        return self.now

    def unix(self) -> float:
        return time.time() + self.now - self.began

    def wait(self, condition: threading.Condition, until: float) -> None:
        self.now = max(self.now, until)
        condition.wait(0)


@pytest.fixture(params=["paced", "not paced"])
def limiter(request: pytest.FixtureRequest) -> RateLimiter | None:
    return RateLimiter(clock=LeapingClock()) if request.param == "paced" else None


class Ask:
    """Makes one call, streamed or not."""

    def __init__(self, driver: Driver, server: Loopback, *, streaming: bool) -> None:
        self._ask = driver.read_stream if streaming else driver.chat
        self._url = server.url
        self.success = events("a") if streaming else reply()

    def __call__(self, **options: Any) -> None:
        self._ask(self._url, **options)


@pytest.fixture(params=["call", "stream"])
def ask(request: pytest.FixtureRequest, driver: Driver, server: Loopback) -> Ask:
    return Ask(driver, server, streaming=request.param == "stream")


def test_a_requested_wait_above_the_budget_is_raised_immediately(
    ask: Ask, server: Loopback, limiter: RateLimiter | None
) -> None:
    clock, retried = FakeClock(), list[RetryEvent]()
    server.respond_with(reply({"message": "busy"}, 429, headers={"Retry-After": "3600"}))

    with pytest.raises(RateLimitError) as caught:
        ask(clock=clock, on_retry=retried.append, rate_limiter=limiter)

    assert caught.value.retry_after == 3600
    assert "requests a wait of 3600 s, the budget for waiting is 60 s" in str(caught.value)
    assert (len(server.requests), clock.slept, retried) == (1, [], [])


def test_the_hook_receives_the_actual_wait_which_happens_once(
    driver: Driver, server: Loopback, limiter: RateLimiter | None
) -> None:
    clock, retried = FakeClock(), list[RetryEvent]()
    server.respond_with(reply({}, 429, headers={"Retry-After": "12"}), reply())

    driver.chat(server.url, clock=clock, on_retry=retried.append, rate_limiter=limiter)

    # A limiter adds half a second to the whole seconds of the server, concurrently with the backoff.
    assert 12 < clock.slept[0] <= retried[0].delay <= 12.5
    assert limiter is not None or retried[0].delay == clock.slept[0]
    assert (len(retried), len(server.requests)) == (1, 2)


def test_the_wait_in_the_hook_includes_the_queue_of_the_limiter(
    ask: Ask, server: Loopback, limiter: RateLimiter | None
) -> None:
    clock, retried = FakeClock(), list[RetryEvent]()
    now = int(time.time())
    full = {
        "ratelimit-limit": "5000",
        "ratelimit-remaining": "0",
        "ratelimit-reset": str(now + 300),
        "x-ratelimit-limit-requests": "120",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": str(now + 5),
    }
    server.respond_with(reply({}, 429, headers=full), ask.success)

    ask(clock=clock, on_retry=retried.append, rate_limiter=limiter)

    assert clock.slept[0] < 10
    assert retried[0].delay == clock.slept[0] if limiter is None else 295 < retried[0].delay < 310


def test_the_budget_limits_the_sum_of_the_waits_of_one_call(
    driver: Driver, server: Loopback, limiter: RateLimiter | None
) -> None:
    clock = FakeClock()
    server.respond_with(reply({}, 429, headers={"Retry-After": "25"}))

    with pytest.raises(RateLimitError) as caught:
        driver.chat(server.url, clock=clock, rate_limiter=limiter, max_retries=9)

    assert len(server.requests) == 3
    assert sum(clock.slept) <= 60
    assert "of which 5" in str(caught.value)


@pytest.mark.parametrize("name", ["ratelimit-{}", "x-ratelimit-{}-requests"])
def test_the_reset_of_an_exhausted_limit_counts_like_retry_after(
    driver: Driver, server: Loopback, limiter: RateLimiter | None, name: str
) -> None:
    clock = FakeClock()
    fields = {"limit": "5000", "remaining": "0", "reset": str(int(clock.now()) + 1800)}
    server.respond_with(
        reply({}, 429, headers={name.format(field): value for field, value in fields.items()})
    )

    with pytest.raises(RateLimitError) as caught:
        driver.chat(server.url, clock=clock, rate_limiter=limiter)

    assert caught.value.retry_after == 1800
    assert (len(server.requests), clock.slept) == (1, [])


def test_a_wait_beyond_the_deadline_is_raised_immediately(
    driver: Driver, server: Loopback, limiter: RateLimiter | None
) -> None:
    server.respond_with(reply({}, 429, headers={"Retry-After": "40"}))

    with pytest.raises(RateLimitError) as caught:
        driver.chat(server.url, rate_limiter=limiter, deadline=30)

    assert "the deadline is in" in str(caught.value)
    assert len(server.requests) == 1


@pytest.fixture(scope="module")
def bodies() -> dict[str, Any]:
    """The body of each type of 429."""
    found = {}
    request = {"model": "llama3.3-70b-instruct", "messages": [{"role": "user", "content": "hi"}]}
    for name in RETRIED:
        with Emulator(faults=name) as emulator:
            key = {"Authorization": f"Bearer {emulator.api_key}"}
            response = httpx.post(f"{emulator.base_url}/v1/chat/completions", json=request, headers=key)
            assert response.status_code == 429
            found[name] = response.json()
    return found


@pytest.mark.parametrize("kind", RETRIED)
def test_every_type_of_429_with_room_left_is_retried_after_the_usual_backoff(
    ask: Ask, server: Loopback, limiter: RateLimiter | None, bodies: dict[str, Any], kind: str
) -> None:
    clock = FakeClock(time.time())
    reset = str(int(time.time()) + 3599)
    headers = {"ratelimit-limit": "5000", "ratelimit-remaining": "4999", "ratelimit-reset": reset}
    for name in ("requests", "tokens-per-minute", "tokens-per-day"):
        headers |= {f"x-ratelimit-limit-{name}": "5000", f"x-ratelimit-remaining-{name}": "4999"}
    refusal = reply(json.dumps(bodies[kind]), 429, headers=headers)
    server.respond_with(refusal, refusal, ask.success)

    ask(clock=clock, rate_limiter=limiter)

    assert len(server.requests) == 3
    assert clock.slept[0] <= 0.5
    assert clock.slept[1] <= 1.0
