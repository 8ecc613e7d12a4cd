"""A table of situations that drives every store: all decide as one ledger in memory does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from do_inference.rate_limit import FileStore, Limit, MemoryStore, RedisStore, Store
from do_inference.rate_limit._headers import read_observation
from do_inference.rate_limit._stores.base import Mark

from .fleet import SERVERS, RedisServer, redis_server

LIMITS = (
    Limit("hour", 100, 3600.0),
    Limit("minute", 20, 60.0),
    Limit("tokens-per-minute", 1000, 60.0, "tokens"),
)


class Vector(NamedTuple):
    """What responses said, which requests ask then, and what follows, where it is certain."""

    name: str
    answers: tuple[tuple[int, dict[str, str]], ...]
    demands: tuple[int, ...]
    admitted: int | None = None
    wait: float | None = None
    """Seconds until the first that is not admitted should ask again."""
    limits: tuple[Limit, ...] = LIMITS


def published(limit: int, remaining: int, **more: str) -> dict[str, str]:
    return {"ratelimit-limit": str(limit), "ratelimit-remaining": str(remaining), **more}


def live(limit: int, remaining: int, **more: str) -> dict[str, str]:
    return {
        "x-ratelimit-limit-requests": str(limit),
        "x-ratelimit-remaining-requests": str(remaining),
        **{f"x-ratelimit-{name.replace('_', '-')}": value for name, value in more.items()},
    }


def reset_in(seconds: float) -> str:
    return str(int(time.time() + seconds))


BUCKET = (Limit("requests", 20, 10.0, kind="bucket"),)
UNUSED = (200, published(100, 99))
VECTORS = [
    Vector("nothing known", (), (0,) * 9, 4),
    Vector("nothing used", (UNUSED, UNUSED), (0,) * 5, 5),
    Vector("a full minute", (UNUSED, UNUSED), (0,) * 30, 18, 60.0),
    Vector("a full hour", ((200, published(12, 11)),), (0,) * 15),
    Vector("tokens", (UNUSED,), (400, 400, 400), 2),
    Vector("more tokens than there are", (UNUSED,), (5000, 1), 1),
    Vector("tokens and requests", (UNUSED,), (900, 0, 0, 200)),
    Vector("others used some", ((200, published(100, 60)),), (0,) * 4),
    Vector("others used all", ((200, published(100, 0)),), (0,)),
    Vector("a burst is refused", (UNUSED, (429, published(100, 0) | {"retry-after": "30"})), (0,), 0),
    Vector("the first is refused", ((429, published(100, 0) | {"retry-after": "30"}),), (0,), 0),
    Vector("overload", (UNUSED, (429, {})), (0,), 0),
    Vector("overload with a wait", (UNUSED, (503, {"retry-after": "7"})), (0, 0)),
    Vector("an error", (UNUSED, (500, {})), (0, 0), 2),
    Vector("the live family", ((200, live(50, 49)),), (0,) * 4),
    Vector("a bucket", ((200, live(20, 19)),), (0,) * 30, None, None, BUCKET),
    Vector("a bucket that others use", ((200, live(20, 5)),), (0,) * 30, None, None, BUCKET),
    Vector("an empty bucket", ((200, live(20, 19)), (429, live(20, 0))), (0,), 0, None, BUCKET),
    Vector(
        "an empty bucket that says when it has one",
        ((200, live(20, 19)), (429, live(20, 0, reset_requests=reset_in(4)))),
        (0,),
        0,
        None,
        BUCKET,
    ),
    Vector(
        "a bucket of tokens",
        ((200, live(20, 19, limit_tokens_per_minute="1000", remaining_tokens_per_minute="900")),),
        (500, 500),
        1,
        None,
        BUCKET,
    ),
]


def outcome(store: Store, vector: Vector) -> tuple[int, float]:
    """How many of the vector's demands are admitted, and in how many seconds the next should ask."""
    released = time.monotonic()
    grants = [store.exchange((), (0,)).stamps for _ in vector.answers]
    assert all(grants)
    for (status, headers), stamps in zip(vector.answers, grants, strict=True):
        now = time.monotonic()
        seen = Mark("observed", at=now, sent=released, observation=read_observation(status, headers))
        # The second report confirms the first.
        store.exchange([Mark("settled", stamps[0], now), seen, seen], ())
    decision = store.exchange((), vector.demands)
    return len(decision.stamps), decision.retry_at - time.monotonic()


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis"), request.param) as running:
        yield running


def check(store: Store, vector: Vector) -> None:
    count, wait = outcome(store, vector)
    expected, expected_wait = outcome(MemoryStore(vector.limits), vector)
    assert count == expected
    assert wait == pytest.approx(expected_wait, abs=0.5)
    assert vector.admitted in (None, count)
    assert vector.wait is None or wait == pytest.approx(vector.wait, abs=2.5)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_a_file_decides_as_memory_does(tmp_path: Path, vector: Vector) -> None:
    pytest.importorskip("fcntl")
    check(FileStore(tmp_path / "f", vector.limits), vector)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_redis_decides_as_memory_does(server: RedisServer, vector: Vector) -> None:
    check(RedisStore.from_url(server.url, vector.name, vector.limits), vector)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_processes_that_share_a_ledger_decide_as_one(
    tmp_path: Path, server: RedisServer, vector: Vector
) -> None:
    """Another process asks after the responses came."""
    pytest.importorskip("fcntl")
    for one, other in (
        (FileStore(tmp_path / "f", vector.limits), FileStore(tmp_path / "f", vector.limits)),
        (
            RedisStore.from_url(server.url, f"two {vector.name}", vector.limits),
            RedisStore.from_url(server.url, f"two {vector.name}", vector.limits),
        ),
    ):
        outcome(one, vector._replace(demands=()))
        decision = other.exchange((), vector.demands)
        expected, _ = outcome(MemoryStore(vector.limits), vector)
        assert len(decision.stamps) == expected
