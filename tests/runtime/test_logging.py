"""Retries and long waits are logged with operation, request ID and cause, for all limiters."""

from __future__ import annotations

import logging
import time
from typing import Any

import anyio
import httpx
import pytest

from do_inference import AsyncClient, InferenceError
from do_inference.rate_limit import Limit, RateLimiter, RateLimitTransport, Waiting
from do_inference.rate_limit._wait_log import WaitLog
from tests.rate_limit.clocks import JumpingClock

from .conftest import KEY, Driver, FakeClock
from .loopback import Loopback, drop, reply

LOGGER = "do_inference.calls"
FIRST = (
    "chat_completions_create attempt 1 failed with InternalServerError (status 503, reason unknown, request id r-1); "
    "next attempt in {:.2f} s"
)
MODELS = {"object": "list", "data": []}


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="do_inference")
    return caplog


def logged(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.levelname, record.getMessage()) for record in caplog.records if record.name == LOGGER]


def test_a_retry_is_logged_with_operation_status_and_request_id(
    driver: Driver, server: Loopback, lines: pytest.LogCaptureFixture
) -> None:
    server.respond_with(reply({"message": "private"}, 503, headers={"x-request-id": "r-1"}), drop, reply())
    clock = FakeClock()
    driver.chat(server.url, clock=clock)

    first, second = logged(lines)
    assert first == (
        "INFO",
        FIRST.format(clock.slept[0]),
    )
    assert second[1].startswith("chat_completions_create attempt 2 failed with APIConnectionError; next")


def test_a_long_wait_that_the_server_requests_is_a_warning(
    driver: Driver, server: Loopback, lines: pytest.LogCaptureFixture
) -> None:
    server.respond_with(reply({}, 503, headers={"retry-after": "20"}), reply())
    driver.chat(server.url)

    ((level, message),) = logged(lines)
    assert level == "WARNING"
    assert "the server requests a wait of 20.0 s" in message


def list_twice(driver: Driver, url: str, limiter: RateLimiter, **options: Any) -> None:
    async def twice(client: Any) -> None:
        await client.models.list()
        await client.models.list()

    def twice_sync(client: Any) -> None:
        client.models.list()
        client.models.list()

    driver.run(twice if driver.is_async else twice_sync, base_url=url, rate_limiter=limiter, **options)


@pytest.mark.parametrize(
    ("seconds", "level"), [(0.9, None), (3.0, "INFO"), (60.0, "WARNING"), (500.0, "WARNING")]
)
def test_a_wait_for_a_given_limiter_is_logged_with_its_cause(
    driver: Driver,
    server: Loopback,
    lines: pytest.LogCaptureFixture,
    jumping: JumpingClock,
    seconds: float,
    level: str | None,
) -> None:
    server.respond_with(reply(MODELS))
    limiter = RateLimiter([Limit("own", 1, seconds, firm=True)], arrival_margin=0.0, clock=jumping)
    list_twice(driver, server.url, limiter)

    found = logged(lines)
    if level is None:
        assert found == []
    else:
        ((found_level, message),) = found
        assert found_level == level
        assert message.startswith(
            f"models_list waits about {seconds:.1f} s for the rate limit, 0 calls ahead: "
        )
        assert f"the limit own (1 requests in {seconds:g} s) is full" in message


def test_the_log_of_a_call_that_returns_to_the_queue_names_the_previous_response(
    driver: Driver, server: Loopback, lines: pytest.LogCaptureFixture, jumping: JumpingClock
) -> None:
    refused = reply({"message": "rate limit"}, 429, headers={"retry-after": "7", "x-request-id": "r-2"})
    server.respond_with(refused, reply(MODELS))
    limiter = RateLimiter([Limit("own", 100, 60.0)], arrival_margin=0.0, clock=jumping)
    driver.run(lambda client: client.models.list(), base_url=server.url, rate_limiter=limiter)

    retry, wait = logged(lines)
    assert "request id r-2" in retry[1]
    assert wait[0] == "WARNING"
    assert wait[1].startswith("models_list (after request id r-2) waits about 7")
    assert "a pause after a rejection" in wait[1]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_wait_for_the_shared_limiter_is_logged_when_it_starts(
    lines: pytest.LogCaptureFixture, backend: str
) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        fields = {
            "ratelimit-limit": "5000",
            "ratelimit-remaining": "0",
            "ratelimit-reset": str(int(time.time()) + 100),
        }
        return httpx.Response(200, json=MODELS, headers=fields)

    async def main() -> None:
        async with AsyncClient(
            api_key="log", base_url="https://log.example", transport=httpx.MockTransport(respond)
        ) as client:
            await client.models.list()
            with anyio.move_on_after(0.05):
                await client.models.list()

    anyio.run(main, backend=backend)

    level, message = logged(lines)[0]
    assert level == "WARNING"
    assert "waits about" in message
    assert "5000 requests in 3600 s) is full" in message


def test_a_wait_longer_than_predicted_is_logged_when_it_ends(lines: pytest.LogCaptureFixture) -> None:
    for predicted, real in ((0.5, 0.5), (3.0, 3.0), (0.5, 3.0), (3.0, 30.0)):
        log = WaitLog("models_list", LOGGER)
        log.wait_began(Waiting(0, 0.0, "interactive", predicted, "a limit is full"))
        lines.clear()
        log.wait_ended(real)
        ended = {(0.5, 3.0): ["INFO"], (3.0, 30.0): ["INFO"]}.get((predicted, real), [])
        assert [level for level, _ in logged(lines)] == ended


def test_a_wait_without_a_call_of_this_package_is_logged_too(
    lines: pytest.LogCaptureFixture, jumping: JumpingClock
) -> None:
    limiter = RateLimiter([Limit("own", 1, 9.0, firm=True)], arrival_margin=0.0, clock=jumping)
    with httpx.Client(
        transport=RateLimitTransport(httpx.MockTransport(lambda _: httpx.Response(200)), limiter)
    ) as client:
        client.get("https://log.example/first")
        client.get("https://log.example/second")

    (record,) = lines.records
    assert (record.name, record.levelname) == ("do_inference.rate_limit", "WARNING")
    assert record.getMessage().startswith("a request waits about 9.")
    assert "the limit own (1 requests in 9 s) is full" in record.getMessage()


def test_a_listener_receives_only_events_of_its_client(jumping: JumpingClock) -> None:
    heard: list[str] = []

    class Listener:
        def __init__(self, name: str) -> None:
            self.name = name

        def wait_began(self, waiting: Waiting) -> None:
            heard.append(self.name)

        def wait_ended(self, seconds: float) -> None:
            heard.append(f"{self.name} {seconds:.0f}")

    limiter = RateLimiter([Limit("own", 1, 9.0, firm=True)], arrival_margin=0.0, clock=jumping)
    limiter.acquire(listener=Listener("none"))
    limiter.acquire(listener=Listener("first"))
    limiter.acquire(listener=Listener("second"))

    assert heard == ["first", "first 9", "second", "second 9"]


def test_a_cancelled_wait_ends_for_its_listener() -> None:
    heard: list[str] = []

    class Listener:
        def wait_began(self, waiting: Waiting) -> None:
            heard.append("began")

        def wait_ended(self, seconds: float) -> None:
            heard.append("ended")

    async def main() -> None:
        limiter = RateLimiter([Limit("own", 1, 3600.0, firm=True)], max_wait=None)
        await limiter.acquire_async()
        with anyio.move_on_after(0.05):
            await limiter.acquire_async(listener=Listener())

    anyio.run(main)
    assert heard == ["began", "ended"]


def test_logs_contain_no_key_and_no_body(
    driver: Driver, server: Loopback, lines: pytest.LogCaptureFixture
) -> None:
    server.respond_with(reply({"message": f"private {KEY}"}, 503, headers={"x-request-id": KEY}), reply())
    driver.chat(server.url, call={"messages": [{"role": "user", "content": "private"}]})
    server.respond_with(reply({"message": "private"}, 400))
    with pytest.raises(InferenceError):
        driver.chat(server.url)

    assert len(logged(lines)) == 1
    assert KEY not in lines.text
    assert "private" not in lines.text
