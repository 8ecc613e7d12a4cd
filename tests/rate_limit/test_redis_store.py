from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from do_inference.rate_limit import Limit, RateLimiter, RedisStore, hashed_scope
from do_inference.rate_limit._estimator import FIRST_CONTACT
from do_inference.rate_limit._headers import Observation
from do_inference.rate_limit._stores.base import Mark

from .fleet import SERVERS, RedisServer, finish, redis_server, start
from .grants import most_in, read
from .observations import reported


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis"), request.param) as running:
        yield running


def store_on(server: RedisServer, scope: str, *limits: Limit) -> RedisStore:
    return RedisStore.from_url(server.url, scope, limits or (Limit("minute", 5, 60.0),))


def seen(observation: Observation) -> Mark:
    now = time.monotonic()
    return Mark("observed", at=now, sent=now - 0.01, observation=observation)


def make_sure(store: RedisStore) -> None:
    """Record a first contact without earlier usage."""
    first = store.exchange((), (0,))
    assert len(first.stamps) == 1
    limit = store.view().estimator.limits[0].amount
    settled, report = Mark("settled", first.stamps[0], time.monotonic()), seen(reported(limit - 1, limit))
    store.exchange([settled, report, report], ())


@pytest.mark.parametrize("program", SERVERS)
def test_eight_processes_stay_within_the_limits_though_some_and_the_server_are_killed(
    tmp_path: Path, program: str
) -> None:
    logs = tmp_path / "logs"
    with redis_server(tmp_path, program) as server:
        fleet = [start(server.url, logs, str(index), 30) for index in range(6)]
        doomed = [start(server.url, logs, f"doomed-{index}", 100_000) for index in range(2)]
        deadline = time.monotonic() + 120
        while len(read(logs)) < 80 and time.monotonic() < deadline:
            time.sleep(0.01)
        for process in doomed:
            process.kill()
            process.wait()
        server.kill()
        time.sleep(0.5)
        server.start()
        finish(fleet)
    grants = read(logs)
    assert len(grants) >= 180
    assert most_in(grants, 1.0) <= 50
    assert most_in(grants, 6.0) <= 200


def test_only_a_few_go_before_the_first_answer_whichever_process_they_are_in(server: RedisServer) -> None:
    one, other = store_on(server, "first"), store_on(server, "first")
    assert len(one.exchange((), (0,) * 3).stamps) == 3
    assert len(other.exchange((), (0,) * 3).stamps) == FIRST_CONTACT - 3


def test_processes_share_learnt_limits(server: RedisServer) -> None:
    one, other = store_on(server, "learn"), store_on(server, "learn")
    make_sure(one)
    assert len(other.exchange((), (0,) * 9).stamps) == 4
    one.exchange([seen(reported(0, 5, status=429, retry_after=30.0))], ())
    decision = other.exchange((), (0,))
    assert not decision.stamps
    assert 29.0 < decision.retry_at - time.monotonic() < 32.0


def test_cancelled_requests_are_available_to_all_processes(server: RedisServer) -> None:
    one, other = store_on(server, "cancel"), store_on(server, "cancel")
    make_sure(one)
    stamps = one.exchange((), (0,) * 4).stamps
    assert not other.exchange((), (0,)).stamps
    one.exchange([Mark("cancelled", stamps[2])], ())
    assert len(other.exchange((), (0, 0)).stamps) == 1


def test_a_decision_contains_the_time_of_the_next_attempt(server: RedisServer) -> None:
    store = store_on(server, "back")
    make_sure(store)
    now = time.monotonic()
    decision = store.exchange((), (0,) * 5)
    assert len(decision.stamps) == 4
    # The oldest request was completed at once, so it expires a minute later.
    assert 58.0 < decision.retry_at - now < 60.5


def test_tokens_are_reserved_and_corrected(server: RedisServer) -> None:
    limits = (Limit("minute", 100, 60.0), Limit("tokens-per-minute", 1000, 60.0, "tokens"))
    one, other = store_on(server, "tokens", *limits), store_on(server, "tokens", *limits)
    make_sure(one)
    stamps = one.exchange((), (900,)).stamps
    assert not other.exchange((), (200,)).stamps
    one.exchange([Mark("used", stamps[0], tokens=900, total=100)], ())
    assert len(other.exchange((), (200,)).stamps) == 1


@pytest.mark.parametrize("forgotten", [0, 1, 2])
def test_processes_restore_their_copies_when_the_server_loses_its_data(
    server: RedisServer, forgotten: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import redis

    monkeypatch.setattr("do_inference.rate_limit._stores.replica._RESTORE_TIME", 60.0)

    scope = f"lost-{forgotten}"
    stores = [store_on(server, scope, Limit("minute", 40, 60.0)) for _ in range(3)]
    make_sure(stores[0])
    for _ in range(forgotten):
        # The text changes as often as it will after the loss: only the epoch differs.
        stores[1].exchange([seen(reported(39, 40))], ())
    granted = sum(len(store.exchange((), (0,) * 7).stamps) for store in stores)
    assert granted == 21
    client = redis.Redis(port=server.port)
    client.flushall()
    held = stores[2].exchange((), (0,))
    assert not held.stamps
    assert 30.0 < held.retry_at - time.monotonic() < 61.0
    newcomer = store_on(server, scope, Limit("minute", 40, 60.0))
    assert not newcomer.exchange((), (0,)).stamps
    for store in stores:
        store.exchange((), ())
    client.hset(f"do-inference:{{{scope}}}:doc", "hold", "0")
    client.close()
    left = sum(len(store.exchange((), (0,) * 40).stamps) for store in (*stores, newcomer))
    assert left == 40 - 1 - granted


@pytest.mark.parametrize("program", SERVERS)
@pytest.mark.parametrize("loss", ["flush", "restart"])
def test_a_fleet_stays_within_the_limits_though_the_server_loses_its_data(
    tmp_path: Path, program: str, loss: str
) -> None:
    import redis

    logs = tmp_path / "logs"
    with redis_server(tmp_path, program, "--appendonly", "no") as server:
        fleet = [start(server.url, logs, str(index), 30) for index in range(8)]
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and (
            len(read(logs)) < 100 or len([log for log in logs.iterdir() if log.stat().st_size]) < 8
        ):
            time.sleep(0.01)
        if loss == "flush":
            with redis.Redis(port=server.port) as client:
                client.flushall()
        else:
            server.kill()
            server.start()
        finish(fleet)
    grants = read(logs)
    assert len(grants) == 240
    assert most_in(grants, 1.0) <= 50 + 5
    assert most_in(grants, 6.0) <= 200 + 5


def test_while_the_server_is_away_each_process_lives_on_its_own_part(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        stores = [store_on(server, "away", Limit("minute", 40, 60.0)) for _ in range(4)]
        make_sure(stores[0])
        for store in stores:
            store.exchange((), ())
        for store in stores:
            store.exchange((), ())
        server.kill()
        granted = [len(store.exchange((), (0,) * 50).stamps) for store in stores]
        assert all(1 <= each <= 10 for each in granted)
        assert sum(granted) + 1 <= 40
        server.start()
        for store in stores:
            store._retry_at = store._reconnected_at = 0.0
            store.exchange((), ())
            assert store._local is None
        left = len(stores[0].exchange((), (0,) * 50).stamps)
        assert left == 40 - 1 - sum(granted)


def test_a_limiter_on_redis_serves_threads(server: RedisServer) -> None:
    limiter = RateLimiter(store=store_on(server, "threads", Limit("minute", 1000, 60.0)))
    limiter.acquire().responded(200, {"ratelimit-limit": "1000", "ratelimit-remaining": "999"})
    for _ in range(20):
        limiter.acquire().responded(200, {})
    assert limiter.state.limits[0].limit == 1000


def test_redis_never_contains_the_api_key(server: RedisServer) -> None:
    import redis

    secret = "sk-do-not-tell"
    store_on(server, hashed_scope("inference.do-ai.run", secret)).exchange((), (0,))
    client = redis.Redis(port=server.port)
    assert not [key for key in client.scan_iter() if secret.encode() in key]
    client.close()


def test_an_exchange_costs_little_more_than_a_bare_round_trip(server: RedisServer) -> None:
    import redis

    store = store_on(server, "cost", Limit("minute", 100_000, 60.0))
    make_sure(store)
    client = redis.Redis(port=server.port)
    client.ping()
    rounds = 200
    began = time.process_time()
    for _ in range(rounds):
        client.ping()
    bare = time.process_time() - began
    began = time.process_time()
    for _ in range(rounds):
        assert store.exchange((), (0,)).stamps
    assert time.process_time() - began < 25 * bare
    client.close()
