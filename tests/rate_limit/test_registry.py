"""Only clients of the same host and key share a limiter in a process."""

from __future__ import annotations

import copy
import gc
import os
import sys
import threading
import weakref
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

import anyio
import httpx
import pytest

from do_inference import AgentClient, AsyncClient, Client, RateLimiter
from do_inference.rate_limit import hashed_scope
from do_inference.rate_limit._registry import SHARED, LimiterRegistry

HOST = "https://shared.example"


def respond(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"object": "list", "data": []})


def made(api_key: Any = "k", base_url: str = HOST, **options: Any) -> Client:
    return Client(api_key=api_key, base_url=base_url, transport=httpx.MockTransport(respond), **options)


def limiter_of(client: Any) -> RateLimiter:
    limiter = client._executor.pacing.limiter
    assert isinstance(limiter, RateLimiter)
    return limiter


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_four_clients_of_one_key_share_its_limits(backend: str) -> None:
    pytest.importorskip("starlette", reason="the emulator needs the extra do-inference[emulator]")
    from do_inference.emulator import Emulator

    outcomes: Counter[str] = Counter()

    async def main(key: str, url: str) -> None:
        clients = [AsyncClient(api_key=key, base_url=url, deadline=20) for _ in range(4)]

        async def call(client: AsyncClient) -> None:
            try:
                await client.models.list()
            except Exception as error:  # noqa: BLE001 - all kinds are counted
                outcomes[type(error).__name__] += 1
            else:
                outcomes["ok"] += 1

        async with anyio.create_task_group() as group:
            for turn in range(400):
                group.start_soon(call, clients[turn % 4])
        for client in clients:
            await client.close()

    with Emulator() as emulator:
        anyio.run(main, emulator.api_key, emulator.base_url, backend=backend)
        assert [exchange.status for exchange in emulator.requests] == [200] * 250
    assert outcomes == {"ok": 250, "RateLimitDeadlineError": 150}


@pytest.mark.parametrize(
    "url",
    [HOST, "HTTPS://Shared.EXAMPLE:443", f"{HOST}/v1", f"{HOST}/of/a/gateway", "https://shared.example."],
)
def test_spellings_of_a_host_share(url: str) -> None:
    one, other = made(), made(base_url=url)

    assert limiter_of(one) is limiter_of(other)


@pytest.mark.parametrize(
    "options", [{"api_key": "K"}, {"base_url": f"{HOST}:8443"}, {"base_url": "https://other.example"}]
)
def test_another_key_or_host_has_another_limiter(options: dict[str, Any]) -> None:
    one, other = made(), made(**options)

    assert limiter_of(one) is not limiter_of(other)
    assert limiter_of(one.with_options(**options)) is limiter_of(other)


def test_synchronous_asynchronous_and_agent_clients_share() -> None:
    one = made()
    others = [
        AsyncClient(api_key="k", base_url=HOST),
        AgentClient(api_key="k", endpoint=HOST),
        one.with_options(timeout=3),
        one.with_options(api_key="other").with_options(api_key="k"),
        copy.copy(one),
    ]

    assert all(limiter_of(other) is limiter_of(one) for other in others)


def test_a_limiter_of_the_caller_is_not_shared() -> None:
    own = RateLimiter()
    one, other = made(rate_limiter=own), made()

    assert limiter_of(one) is own
    assert limiter_of(other) is not own
    assert limiter_of(one.with_options(api_key="other")) is own


def test_the_key_that_is_sent_counts_wherever_it_comes_from() -> None:
    one, other = made(), made(api_key="other")
    in_headers = made(api_key="unused", default_headers={"authorization": "bearer other"})

    in_headers.models.list()
    assert limiter_of(in_headers) is limiter_of(other)
    one.models.list(extra_headers={"Authorization": "Bearer other"})
    assert limiter_of(one) is limiter_of(other)
    one.models.list()
    assert limiter_of(one) is not limiter_of(other)


def test_a_key_that_a_function_returns_is_looked_up_at_each_request() -> None:
    keys = ["first", "second"]
    rotating = made(api_key=lambda: keys[0])
    first, second = made(api_key="first"), made(api_key="second")

    rotating.models.list()
    assert limiter_of(rotating) is limiter_of(first)
    del keys[0]
    rotating.models.list()
    assert limiter_of(rotating) is limiter_of(second)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_key_that_is_awaited_is_looked_up_too(backend: str) -> None:
    async def key() -> str:
        return "awaited"

    async def main() -> None:
        async with AsyncClient(api_key=key, base_url=HOST, transport=httpx.MockTransport(respond)) as client:
            await client.models.list()
            assert limiter_of(client) is limiter_of(made(api_key="awaited"))

    anyio.run(main, backend=backend)


def test_keys_that_a_function_returns_in_turn_keep_their_ledgers() -> None:
    turns = iter(["a", "b", "c"] * 3)
    client = made(api_key=lambda: next(turns))
    seen = []
    for _ in range(9):
        client.models.list()
        seen.append(weakref.ref(limiter_of(client)))
        gc.collect()

    assert [limiter() for limiter in seen[:3]] == [limiter_of(made(api_key=key)) for key in "abc"]
    assert seen[:3] == seen[3:6] == seen[6:]


def test_a_function_that_returns_new_keys_forever_does_not_fill_the_memory() -> None:
    numbers = iter(range(10_000))
    client = made(api_key=lambda: f"key-{next(numbers)}")
    before = len(SHARED)
    for _ in range(300):
        client.models.list()
    gc.collect()

    assert len(SHARED) - before <= 128


def test_a_limiter_is_gone_with_its_last_client() -> None:
    one = made(api_key="short-lived")
    one.models.list()
    other = made(api_key="short-lived")
    other.models.list()
    alive = weakref.ref(limiter_of(one))

    del one
    gc.collect()
    assert alive() is limiter_of(other)
    del other
    gc.collect()
    assert alive() is None


def test_threads_find_one_limiter() -> None:
    registry = LimiterRegistry()
    barrier = threading.Barrier(16)

    def get(_: int) -> RateLimiter:
        barrier.wait()
        return registry.get("scope", RateLimiter)

    with ThreadPoolExecutor(16) as pool:
        assert len({id(limiter) for limiter in list(pool.map(get, range(16)))}) == 1


def test_making_a_client_while_a_limiter_is_made_does_not_block() -> None:
    registry = LimiterRegistry()

    def make() -> RateLimiter:
        registry.get("another", RateLimiter)  # As a finalizer that the garbage collector runs here can.
        return RateLimiter()

    assert isinstance(registry.get("scope", make), RateLimiter)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.skipif(sys.platform == "darwin", reason="fork with threads is unsafe there")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_child_finds_the_limiters_although_a_thread_of_the_parent_held_the_lock() -> None:
    client = made(api_key="forked")
    client.models.list()
    held, done = threading.Event(), threading.Event()

    def make() -> RateLimiter:
        held.set()
        done.wait(30)
        return RateLimiter()

    thread = threading.Thread(target=SHARED.get, args=(hashed_scope("nowhere", "x"), make))
    thread.start()
    held.wait(30)
    child = os.fork()
    if child == 0:  # pragma: no cover - not measured in a child
        status = 1
        try:
            other = made(api_key="forked")
            other.models.list()
            status = 0 if limiter_of(other) is limiter_of(client) else 2
        finally:
            os._exit(status)
    done.set()
    thread.join()
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize("package", ["httpx", "httpx2"])
@pytest.mark.parametrize("header", [{"authorization": "Bearer k"}, {"x-api-key": "k"}])
def test_transports_beneath_other_clients_share_by_host_and_key(package: str, header: dict[str, str]) -> None:
    http = pytest.importorskip(package)
    module = "_transport" if package == "httpx" else "transport_httpx2"
    kind = import_module(f"do_inference.rate_limit.{module}").RateLimitTransport

    def limiter_after(url: str, **fields: str) -> RateLimiter | None:
        beneath = kind(http.MockTransport(lambda request: http.Response(200)))
        assert beneath.limiter is None
        with http.Client(transport=beneath) as client:
            client.get(url, headers=fields)
        return beneath.limiter

    ours = limiter_of(made())
    assert limiter_after(f"{HOST}/v1/models", **header) is ours
    assert limiter_after(f"{HOST}:443/v1/models", **header) is ours
    assert limiter_after(f"{HOST}:8443/v1/models", **header) is not ours
    assert limiter_after(f"{HOST}/v1/models", authorization="Bearer other") is not ours
    assert limiter_after(f"{HOST}/v1/models") is not ours


def test_a_transport_keeps_the_limiter_that_it_was_given() -> None:
    from do_inference.rate_limit import RateLimitTransport

    own = RateLimiter()
    beneath = RateLimitTransport(httpx.MockTransport(respond), own)
    with httpx.Client(transport=beneath, headers={"authorization": "Bearer k"}) as client:
        client.get(f"{HOST}/v1/models")

    assert beneath.limiter is own
