"""What one acquire costs, in processor time: `python -m benchmarks.rate_limit.cost`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from do_inference.rate_limit import Limit, RateLimiter, RedisStore

ROUNDS = 5_000
HEADERS = {"content-type": "application/json", "date": "Mon, 23 Nov 2026 13:00:00 GMT", "x-request-id": "1"}
FIRST = {"ratelimit-limit": "1000000000", "ratelimit-remaining": "999999999"}


def fresh() -> RateLimiter:
    """A limiter that knows its limits, and that none of them is used."""
    limiter = RateLimiter((Limit("hour", 1_000_000_000, 3600.0), Limit("minute", 100_000_000, 60.0)))
    limiter.acquire().answered(200, FIRST)
    return limiter


def acquire_only() -> float:
    """Microseconds for one acquire in memory, uncontended."""
    limiter = fresh()
    began = time.process_time()
    for _ in range(ROUNDS):
        limiter.acquire()
    return (time.process_time() - began) / ROUNDS * 1e6


def with_answer() -> float:
    """Microseconds for one acquire and the reading of its answer."""
    limiter = fresh()
    began = time.process_time()
    for _ in range(ROUNDS):
        limiter.acquire().answered(200, HEADERS)
    return (time.process_time() - began) / ROUNDS * 1e6


def shared_and_bare(url: str) -> tuple[float, float]:
    """Microseconds of this process for one exchange with the store on a Redis server, and for one `PING`."""
    import redis

    client = redis.Redis.from_url(url)
    store = RedisStore(client, "cost", (Limit("hour", 1_000_000, 3600.0), Limit("minute", 100_000, 60.0)))
    store.exchange((), (0,))

    def each(call: Callable[[], object], rounds: int = 1000) -> float:
        began = time.process_time()
        for _ in range(rounds):
            call()
        return (time.process_time() - began) / rounds * 1e6

    each(client.ping, 100)
    return each(lambda: store.exchange((), (0,))), each(client.ping)


if __name__ == "__main__":
    print(f"acquire: {min(acquire_only() for _ in range(5)):.1f} µs")
    print(f"acquire and answer: {min(with_answer() for _ in range(5)):.1f} µs")
    if len(sys.argv) > 1:
        shared, bare = shared_and_bare(sys.argv[1])
        print(f"exchange with {sys.argv[1]}: {shared:.0f} µs; a bare PING: {bare:.0f} µs")
