"""A script whose processes acquire grants as fast as possible and log each, for tests of shared stores."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from do_inference.rate_limit import FileStore, Limit, RateLimiter, RedisStore
from do_inference.rate_limit._stores.base import Store

LIMITS = (Limit("long", 200, 6.0), Limit("short", 50, 1.0))


def store_at(where: str) -> Store:
    """Return the store at an address: `redis://...` or a path."""
    if where.startswith("redis://"):
        return RedisStore.from_url(where, "test", LIMITS)
    return FileStore(where, LIMITS)


def most_in(moments: Sequence[float], seconds: float) -> int:
    """Return the maximum number of grants in any period of so many seconds."""
    most = start = 0
    for index, moment in enumerate(moments):
        while moments[start] <= moment - seconds:
            start += 1
        most = max(most, index + 1 - start)
    return most


def read(logs: Path) -> list[float]:
    """Return all logged grants in order."""
    return sorted(float(line) for log in logs.iterdir() for line in log.read_text().split())


def main(where: str, log: str, count: str) -> None:
    limiter = RateLimiter(store=store_at(where))
    with Path(log).open("a") as out:
        for _ in range(int(count)):
            grant = limiter.acquire()
            grant.sent()
            out.write(f"{time.monotonic()}\n")
            out.flush()
            grant.responded(200, {})


if __name__ == "__main__":
    main(*sys.argv[1:])
