"""What one acquire costs in memory, uncontended: `python -m benchmarks.rate_limit.cost`."""

from __future__ import annotations

import time

from do_inference.rate_limit import Limit, RateLimiter

ROUNDS = 5_000
HEADERS = {"content-type": "application/json", "date": "Mon, 23 Nov 2026 13:00:00 GMT", "x-request-id": "1"}
FIRST = {"ratelimit-limit": "1000000000", "ratelimit-remaining": "999999999"}


def fresh() -> RateLimiter:
    """A limiter that knows its limits, and that none of them is used."""
    limiter = RateLimiter((Limit("hour", 1_000_000_000, 3600.0), Limit("minute", 100_000_000, 60.0)))
    limiter.acquire().answered(200, FIRST)
    return limiter


def acquire_only() -> float:
    """Microseconds for one acquire."""
    limiter = fresh()
    began = time.perf_counter()
    for _ in range(ROUNDS):
        limiter.acquire()
    return (time.perf_counter() - began) / ROUNDS * 1e6


def with_answer() -> float:
    """Microseconds for one acquire and the reading of its answer."""
    limiter = fresh()
    began = time.perf_counter()
    for _ in range(ROUNDS):
        limiter.acquire().answered(200, HEADERS)
    return (time.perf_counter() - began) / ROUNDS * 1e6


if __name__ == "__main__":
    print(f"acquire: {min(acquire_only() for _ in range(5)):.1f} µs")
    print(f"acquire and answer: {min(with_answer() for _ in range(5)):.1f} µs")
