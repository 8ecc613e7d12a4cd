"""Over real sockets against the emulator, limits scaled down: `python -m benchmarks.rate_limit.end_to_end`.

With `openai` installed it is driven as well, with the limiter's transport beneath it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from do_inference import AsyncClient, Client
from do_inference.emulator import Emulator
from do_inference.emulator._limits import Limits
from do_inference.rate_limit import Limit, RateLimiter

from .server import Rule, optimum

RULES = (Rule(500, 20.0), Rule(25, 1.0))
REQUESTS, THREADS = 990, 32
HELLO: Any = [{"role": "user", "content": "Hello"}]


def limiter() -> RateLimiter:
    return RateLimiter([Limit(f"{rule.amount} in {rule.seconds:g} s", *rule) for rule in RULES])


def with_threads(emulator: Emulator) -> None:
    client = Client(api_key=emulator.api_key, base_url=emulator.base_url, rate_limiter=limiter())
    with client, ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: client.chat.completions.create(model="m", messages=HELLO), range(REQUESTS)))


def with_tasks(emulator: Emulator) -> None:
    async def main() -> None:
        client = AsyncClient(api_key=emulator.api_key, base_url=emulator.base_url, rate_limiter=limiter())
        async with client:
            calls = (client.chat.completions.create(model="m", messages=HELLO) for _ in range(REQUESTS))
            await asyncio.gather(*calls)

    asyncio.run(main())


def through_openai(emulator: Emulator) -> None:
    import httpx2

    from do_inference.rate_limit.transport_httpx2 import RateLimitTransport

    client: Any = import_module("openai").OpenAI(
        api_key=emulator.api_key,
        base_url=f"{emulator.base_url}/v1",
        max_retries=0,
        http_client=httpx2.Client(transport=RateLimitTransport(limiter=limiter())),
    )
    with client, ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: client.chat.completions.create(model="m", messages=HELLO), range(REQUESTS)))


def measure(name: str, drive: Callable[[Emulator], None]) -> None:
    best = optimum(REQUESTS, RULES)
    with Emulator(limits=Limits.of(*RULES), any_model=True) as emulator:
        began = time.monotonic()
        drive(emulator)
        took = time.monotonic() - began
        answers = Counter(exchange.status for exchange in emulator.requests)
    print(f"| {name} | {answers[429]} | {answers[200]} of {REQUESTS} | {took:.1f} s | {best / took:.1%} |")


if __name__ == "__main__":
    print("| | 429s | answered | took | share of the optimum |\n|---|---|---|---|---|")
    measure("`Client`, 32 threads", with_threads)
    measure("`AsyncClient`, 990 tasks", with_tasks)
    if find_spec("openai"):
        measure("`openai`, 32 threads", through_openai)
