"""Closing a client ends its calls that wait for the limiter or a retry, and nothing is sent afterwards."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest

from do_inference import AsyncClient, Client, ClientClosedError, RateLimiter
from do_inference._transport.pools import Pool
from do_inference._transport.waits import PoolClock
from do_inference.rate_limit import Limit

from .conftest import KEY
from .loopback import Loopback, reply

ASK: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
WAIT = 50.0
"""Seconds that a call would wait if the client stayed open. Within the default retry budget."""
PATIENCE = 20.0
"""Seconds after which a test that hangs fails."""


class Case:
    """A way to make a call wait, and to detect that it waits."""

    def __init__(self, server: Loopback, where: str) -> None:
        self.waits = threading.Semaphore(0)
        self.options: dict[str, Any] = {"api_key": KEY, "base_url": server.url}
        self.sent = 0 if where == "limiter" else 1
        if where == "limiter":
            limit = Limit("requests-per-hour", 1, 3600.0, firm=True)
            limiter = RateLimiter([limit], max_wait=None, on_wait=lambda _: self.waits.release())
            limiter.acquire()
            self.options["rate_limiter"] = limiter
        else:
            status = 429 if where == "refusal" else 503
            server.respond_with(reply({}, status, headers={"Retry-After": str(WAIT)}), reply())
            self.options |= {
                "rate_limiter": RateLimiter() if where == "refusal" else None,
                "on_retry": lambda _: self.waits.release(),
            }

    def wait(self) -> None:
        assert self.waits.acquire(timeout=PATIENCE)

    async def wait_async(self) -> None:
        with anyio.fail_after(PATIENCE):
            while not self.waits.acquire(blocking=False):
                await anyio.lowlevel.checkpoint()


@pytest.fixture(params=["limiter", "refusal", "failure"])
def case(request: pytest.FixtureRequest, server: Loopback) -> Case:
    return Case(server, request.param)


@pytest.fixture(params=["call", "raw", "stream"])
def ask(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    return {
        "call": lambda client: client.chat.completions.create(**ASK),
        "raw": lambda client: client.chat.completions.with_raw_response.create(**ASK),
        "stream": lambda client: client.chat.completions.create(**ASK, stream=True),
    }[request.param]


def test_closing_ends_the_waits_of_other_threads(
    server: Loopback, case: Case, ask: Callable[[Any], Any]
) -> None:
    with ThreadPoolExecutor() as threads:
        client = Client(**case.options)
        call = threads.submit(ask, client.with_options(timeout=5))
        case.wait()
        client.close()

        with pytest.raises(ClientClosedError, match="the client is closed"):
            call.result(PATIENCE)
    assert len(server.requests) == case.sent


@pytest.mark.anyio
async def test_closing_ends_the_waits_of_other_tasks(
    server: Loopback, case: Case, ask: Callable[[Any], Any]
) -> None:
    client = AsyncClient(**case.options)
    errors: list[Exception] = []

    async def call() -> None:
        try:
            await ask(client)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            errors.append(error)

    with anyio.fail_after(PATIENCE):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call)
            await case.wait_async()
            await client.close()

    assert [type(error) for error in errors] == [ClientClosedError]
    assert len(server.requests) == case.sent


def test_closing_ends_the_waits_in_another_event_loop(server: Loopback, case: Case) -> None:
    client = AsyncClient(**case.options)

    async def call() -> None:
        with pytest.raises(ClientClosedError):
            await client.models.list()

    with ThreadPoolExecutor() as threads:
        other = threads.submit(asyncio.run, call())
        case.wait()
        asyncio.run(client.close())
        other.result(PATIENCE)
    assert len(server.requests) == case.sent


def test_a_custom_transport_receives_nothing_after_closing(server: Loopback, case: Case) -> None:
    with httpx.Client() as own, ThreadPoolExecutor() as threads:
        client = Client(**case.options, http_client=own)
        call = threads.submit(client.models.list)
        case.wait()
        client.close()
        with pytest.raises(ClientClosedError):
            call.result(PATIENCE)
    assert len(server.requests) == case.sent


def test_each_waiting_call_raises_a_separate_error(server: Loopback) -> None:
    case = Case(server, "limiter")
    with ThreadPoolExecutor() as threads:
        client = Client(**case.options)
        calls = [threads.submit(client.models.list) for _ in range(3)]
        for _ in calls:
            case.wait()
        client.close()
        errors = [call.exception(PATIENCE) for call in calls]
    assert {type(error) for error in errors} == {ClientClosedError}
    assert len({id(error) for error in errors}) == 3


def test_closing_a_copy_or_another_client_does_not_end_waits(server: Loopback) -> None:
    case = Case(server, "limiter")
    with ThreadPoolExecutor() as threads:
        client = Client(**case.options)
        call = threads.submit(client.models.list)
        case.wait()
        client.with_options(timeout=5).close()
        Client(**case.options).close()
        assert case.options["rate_limiter"].state.waiting == 1
        client.close()
        assert isinstance(call.exception(PATIENCE), ClientClosedError)
    assert server.requests == []


@pytest.mark.anyio
async def test_a_cancelled_task_removes_its_call_from_the_queue(server: Loopback) -> None:
    case = Case(server, "limiter")
    async with AsyncClient(**case.options) as client:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.models.list)
            await case.wait_async()
            assert case.options["rate_limiter"].state.waiting == 1
            tasks.cancel_scope.cancel()
        assert case.options["rate_limiter"].state.waiting == 0
    assert server.requests == []


def test_a_completed_wait_is_unregistered() -> None:
    pool = Pool()
    PoolClock(pool).sleep(0.0)
    assert not pool.withdrawal._waits
    pool.close()
    with pytest.raises(ClientClosedError):
        PoolClock(pool).sleep(0.0)
