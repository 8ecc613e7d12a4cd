"""What the limiter costs, in processor time of this process: `python -m benchmarks.rate_limit.cost [redis://...]`.

In the client, the cost is the difference between the same calls with and without a limiter, over a real connection to a
server in another process.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from do_inference import AsyncClient, Client
from do_inference.rate_limit import FileStore, Limit, RateLimiter, RedisStore
from do_inference.rate_limit._stores.base import Store

ROUNDS = 5_000
BLOCK = 25
"""Calls that are measured at a time, in turn without and with a limiter."""
BLOCKS = 200
REPEATS = 7
HEADERS = {"content-type": "application/json", "date": "Mon, 23 Nov 2026 13:00:00 GMT", "x-request-id": "1"}
FIRST = {"ratelimit-limit": "1000000000", "ratelimit-remaining": "999999999"}
LIMITS = (Limit("hour", 1_000_000_000, 3600.0), Limit("minute", 100_000_000, 60.0))
SERVER = r"""
import asyncio
BODY = b'{"object":"list","data":[]}'
HEAD = (b"HTTP/1.1 200 OK\r\ndate: Mon, 23 Nov 2026 13:00:00 GMT\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\nx-request-id: 0f4c2d\r\nserver: bench\r\nvary: accept-encoding\r\n"
    b"ratelimit-limit: 1000000000\r\nratelimit-remaining: 999999999\r\nratelimit-reset: 1795442400\r\n\r\n")
class Answer(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.data = transport, b""
    def data_received(self, data):
        self.data += data
        while b"\r\n\r\n" in self.data:
            _, _, self.data = self.data.partition(b"\r\n\r\n")
            self.transport.write(HEAD % len(BODY) + BODY)
async def main():
    server = await asyncio.get_running_loop().create_server(Answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def fresh(store: Store | None = None) -> RateLimiter:
    """A limiter that knows its limits, and that none of them is used: two responses confirm it."""
    limiter = RateLimiter(LIMITS, store=store)
    for _ in range(2):
        limiter.acquire().responded(200, FIRST)
    return limiter


def microseconds(call: Callable[[], object], rounds: int) -> float:
    """Processor time of one call."""
    began = time.process_time()
    for _ in range(rounds):
        call()
    return (time.process_time() - began) / rounds * 1e6


def alone() -> tuple[float, float]:
    """One acquire in memory, uncontended, without and with the evaluation of its response."""
    limiter = fresh()
    acquire = microseconds(limiter.acquire, ROUNDS)
    limiter = fresh()
    return acquire, microseconds(lambda: limiter.acquire().responded(200, HEADERS), ROUNDS)


@contextmanager
def server() -> Iterator[str]:
    """A server in another process that answers every request at once, with rate-limit headers."""
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def in_client(url: str, limiter: RateLimiter) -> tuple[float, float]:
    """One call of `Client` without a limiter, and what the limiter adds."""
    with (
        Client(api_key="k", base_url=url, allow_http=True, rate_limiter=None) as bare,
        Client(api_key="k", base_url=url, allow_http=True, rate_limiter=limiter) as paced,
    ):
        bare.models.list()
        paced.models.list()
        pairs = [
            (microseconds(bare.models.list, BLOCK), microseconds(paced.models.list, BLOCK))
            for _ in range(BLOCKS)
        ]
    return compared(pairs)


def in_async_client(url: str, limiter: RateLimiter) -> tuple[float, float]:
    """The same of `AsyncClient`."""

    async def block(client: AsyncClient) -> float:
        began = time.process_time()
        for _ in range(BLOCK):
            await client.models.list()
        return (time.process_time() - began) / BLOCK * 1e6

    async def main() -> list[tuple[float, float]]:
        async with (
            AsyncClient(api_key="k", base_url=url, allow_http=True, rate_limiter=None) as bare,
            AsyncClient(api_key="k", base_url=url, allow_http=True, rate_limiter=limiter) as paced,
        ):
            await bare.models.list()
            await paced.models.list()
            return [(await block(bare), await block(paced)) for _ in range(BLOCKS)]

    return compared(asyncio.run(main()))


def compared(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """The quickest block without a limiter, and what the quickest one with it takes more: the least load by others."""
    bare, paced = min(bare for bare, _ in pairs), min(paced for _, paced in pairs)
    return bare, paced - bare


def one_wait(count: int = 2000) -> float:
    """One call that waits in the queue, among threads that wait together: from its entry to its permit."""
    limiter = RateLimiter((Limit("short", 1000, 0.5),), arrival_margin=0.0)
    limiter.acquire().responded(200, {"ratelimit-limit": "1000", "ratelimit-remaining": "999"})

    async def main() -> float:
        for _ in range(998):
            await limiter.acquire_async()
        began = time.process_time()
        await asyncio.gather(*(limiter.acquire_async() for _ in range(count)))
        return (time.process_time() - began) / count * 1e6

    return asyncio.run(main())


def shared_and_bare(url: str) -> tuple[float, float]:
    """One exchange with the store on a Redis server, and one `PING`."""
    import redis

    client = redis.Redis.from_url(url)
    store = RedisStore(client, "cost", (Limit("hour", 1_000_000, 3600.0), Limit("minute", 100_000, 60.0)))
    store.exchange((), (0,))
    microseconds(client.ping, 100)
    return microseconds(lambda: store.exchange((), (0,)), 1000), microseconds(client.ping, 1000)


def report(redis_url: str | None) -> None:
    """Print the table."""
    best = [min(times) for times in zip(*(alone() for _ in range(REPEATS)), strict=True)]
    print(f"acquire: {best[0]:.1f} µs")
    print(f"acquire and response: {best[1]:.1f} µs")
    print(f"a wait of a task: {min(one_wait() for _ in range(3)):.0f} µs")
    with server() as url, tempfile.TemporaryDirectory() as folder:

        def shown(name: str, measured: tuple[float, float]) -> None:
            bare, added = measured
            print(
                f"{name}: {bare:.0f} µs without a limiter, {added:+.0f} µs with it ({1 + added / bare:.2f} times)"
            )

        shown("Client, in memory", in_client(url, fresh()))
        shown("AsyncClient, in memory", in_async_client(url, fresh()))
        shown("Client, file", in_client(url, fresh(FileStore(Path(folder, "ledger"), LIMITS))))
        if redis_url is not None:
            scope = f"cost-{time.time_ns()}"
            shown("Client, Redis", in_client(url, fresh(RedisStore.from_url(redis_url, scope, LIMITS))))
    if redis_url is not None:
        shared, bare = shared_and_bare(redis_url)
        print(f"exchange with Redis: {shared:.0f} µs; a bare PING: {bare:.0f} µs")
    print(f"threads at the end: {threading.active_count()}")


if __name__ == "__main__":
    report(sys.argv[1] if len(sys.argv) > 1 else None)
