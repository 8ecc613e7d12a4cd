"""The limiter over real sockets against the emulator: no avoidable rejections, and no unused quota."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest

from do_inference import AsyncClient, Client

from .emulated import CALLS, HELLO, assert_all_of_the_quota_was_used_and_no_more, limiter, refused, scaled


def test_threads() -> None:
    with scaled() as emulator:
        client = Client(api_key=emulator.api_key, base_url=emulator.base_url, rate_limiter=limiter())
        with client, ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda _: client.chat.completions.create(model="m", messages=HELLO), range(CALLS)))
        assert_all_of_the_quota_was_used_and_no_more(emulator)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_tasks(backend: str) -> None:
    async def main(key: str, url: str) -> None:
        client = AsyncClient(api_key=key, base_url=url, rate_limiter=limiter())
        async with client, anyio.create_task_group() as group:

            async def call() -> None:
                await client.chat.completions.create(model="m", messages=HELLO)

            for _ in range(CALLS):
                group.start_soon(call)

    with scaled() as emulator:
        anyio.run(main, emulator.api_key, emulator.base_url, backend=backend)
        assert_all_of_the_quota_was_used_and_no_more(emulator)


def test_bare_httpx2() -> None:
    httpx2 = pytest.importorskip("httpx2")
    from do_inference.rate_limit.transport_httpx2 import RateLimitTransport

    with scaled() as emulator:
        client = httpx2.Client(
            transport=RateLimitTransport(limiter=limiter()),
            base_url=emulator.base_url,
            headers={"authorization": f"Bearer {emulator.api_key}"},
        )
        with client, ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _: client.get("/v1/models").status_code, range(CALLS)))
        assert set(answers) == {200}
        assert_all_of_the_quota_was_used_and_no_more(emulator)


def test_a_client_that_knows_of_no_limit_finds_out_and_no_caller_notices() -> None:
    """Headers report 400 in 20 s but not 25 per second. A hundred calls start at once."""

    async def main(key: str, url: str) -> dict[str, float]:
        async with AsyncClient(api_key=key, base_url=url) as client, anyio.create_task_group() as group:

            async def call() -> None:
                await client.chat.completions.create(model="m", messages=HELLO)

            for _ in range(100):
                group.start_soon(call)
        assert client.rate_limit is not None
        return {window.name: window.seconds for window in client.rate_limit.limits}

    with scaled((400, 20.0), (25, 1.0)) as emulator:
        limits = anyio.run(main, emulator.api_key, emulator.base_url)
        assert 1 <= refused(emulator) <= 5
    assert limits == {"requests-per-20-seconds": 20.0, "learnt-1-seconds": 1.0}
