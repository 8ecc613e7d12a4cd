"""Errors of `RedisStore`: wrong settings raise, outages do not."""

from __future__ import annotations

import logging
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from do_inference.rate_limit import Limit, RateLimiter, RateLimitStoreError, RedisStore
from do_inference.rate_limit._limits import Kind
from do_inference.rate_limit._stores.base import Mark

from .fleet import SERVERS, RedisServer, free_port, redis_server

redis = pytest.importorskip("redis")

LIMITS = (Limit("minute", 40, 60.0),)
SECRET = "s3cret-word"


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    options = ("--requirepass", SECRET, "--rename-command", "EVALSHA", "RENAMED")
    with redis_server(tmp_path_factory.mktemp("redis"), request.param, *options) as running:
        yield running


@pytest.fixture
def admin(server: RedisServer) -> Iterator[redis.Redis]:
    with redis.Redis(port=server.port, password=SECRET) as client:
        client.flushall()
        yield client


def failure(store: RedisStore) -> RateLimitStoreError:
    """Return the error of a call, which is raised immediately and each time."""
    limiter = RateLimiter(store=store)
    for _ in range(3):
        with pytest.raises(RateLimitStoreError) as caught:
            limiter.acquire()
    with pytest.raises(RateLimitStoreError):
        assert limiter.state
    assert store.health.status == "healthy"
    return caught.value


@pytest.mark.parametrize(
    "login", ["", ":not-it-either@", "someone:not-it-either@"], ids=["none", "wrong", "unknown user"]
)
@pytest.mark.parametrize("protocol", [2, 3])
def test_a_missing_or_wrong_password_is_raised_and_not_repeated(
    server: RedisServer, login: str, protocol: int
) -> None:
    url = f"redis://{login}127.0.0.1:{server.port}/0?protocol={protocol}"
    error = failure(RedisStore.from_url(url, "auth", LIMITS))
    assert error.setting == "password"
    assert "not-it-either" not in "".join(traceback.format_exception(error))


def test_a_password_that_is_changed_during_a_run_is_raised(server: RedisServer, admin: redis.Redis) -> None:
    url = f"redis://:{SECRET}@127.0.0.1:{server.port}/0"
    store = RedisStore.from_url(url, "rotate", LIMITS)
    assert store.exchange((), (0,)).stamps
    admin.config_set("requirepass", "another")
    try:
        admin.client_kill_filter(_type="normal", skipme=True)
        with pytest.raises(RateLimitStoreError, match="password"):
            store.exchange((), (0,))
    finally:
        admin.config_set("requirepass", SECRET)
    assert store.exchange((), (0,)).stamps


@pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_an_unknown_host_is_raised(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(code, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert failure(RedisStore.from_url("redis://redis.internal:6379/0", "x")).setting == "host"


def test_an_invalid_host_name_raises() -> None:
    assert failure(RedisStore.from_url(f"redis://a..{'b' * 70}:6379/0", "x")).setting == "host"


@pytest.mark.parametrize(
    "url",
    [
        f"redis://user:{SECRET}/2@host:6379/0",
        f"redis://:{SECRET}#1@host:6379/0",
        f"https://:{SECRET}@host",
        f"redis://:{SECRET}@host:port/0",
        f"redis://:{SECRET}@host/0?unknown_option=1",
        f"redis://:{SECRET}@host/0?socket_timeout=soon",
        f"{SECRET}",
    ],
)
def test_an_invalid_url_is_raised_on_creation_and_not_repeated(url: str) -> None:
    with pytest.raises(RateLimitStoreError) as caught:
        RedisStore.from_url(url, "x")
    assert caught.value.setting == "url"
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def clients() -> list[object]:
    import redis.asyncio
    import redis.cluster

    return [
        redis.asyncio.Redis(),
        redis.cluster.RedisCluster.__new__(redis.cluster.RedisCluster),
        redis.asyncio.RedisCluster.__new__(redis.asyncio.RedisCluster),
        redis.Redis().pipeline(),
        "redis://127.0.0.1",
        None,
    ]


@pytest.mark.parametrize("client", clients(), ids=lambda client: type(client).__qualname__)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_client_of_another_kind_is_raised_on_creation(client: object) -> None:
    with pytest.raises(RateLimitStoreError) as caught:
        RedisStore(client, "x")  # type: ignore[arg-type]
    assert caught.value.setting == "client"


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("~* +@all", True),
        ("~* +@all -evalsha -script", True),
        ("~do-inference:* -@all +eval +@connection +time +exists +@hash +@sortedset +pexpire", True),
        ("~* +@all -evalsha -eval", False),
        ("~* +@all -zadd", False),
        ("~* +@all -time", False),
        ("~other:* +@all", False),
        ("~* -@all", False),
    ],
)
def test_a_forbidden_command_or_key_is_raised_at_once(
    server: RedisServer, admin: redis.Redis, rules: str, allowed: bool
) -> None:
    admin.execute_command("ACL", "SETUSER", "the-user", "reset", "on", ">word", *rules.split())
    store = RedisStore.from_url(f"redis://the-user:word@127.0.0.1:{server.port}/0", "rights", LIMITS)
    if allowed:
        assert store.exchange((), (0,)).stamps
        return
    began = time.monotonic()
    error = failure(store)
    assert time.monotonic() - began < 5.0
    assert error.setting == "permission"
    assert "EVAL" in str(error)
    assert "the-user" not in "".join(traceback.format_exception(error))


def test_a_database_that_does_not_exist_is_raised(server: RedisServer) -> None:
    url = f"redis://:{SECRET}@127.0.0.1:{server.port}/99"
    assert failure(RedisStore.from_url(url, "x")).setting == "database"


@pytest.mark.parametrize(
    ("fields", "found"), [({"v": 3, "text": "{}"}, "format 1"), ({"format": 9, "epoch": "e"}, "format 9")]
)
def test_a_ledger_of_another_version_is_raised_and_not_changed(
    server: RedisServer, admin: redis.Redis, fields: dict[str, str], found: str
) -> None:
    key = "do-inference:{version}:doc"
    admin.hset(key, mapping=fields)
    before = admin.hgetall(key)
    error = failure(RedisStore.from_url(f"redis://:{SECRET}@127.0.0.1:{server.port}/0", "version", LIMITS))
    assert error.setting == "scope"
    assert found in str(error)
    assert admin.hgetall(key) == before
    assert admin.keys("do-inference:{version}:*") == [key.encode()]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"estimator": 1, "tokens": {}, "last_release": 0}'])
def test_a_damaged_ledger_is_raised(server: RedisServer, admin: redis.Redis, text: str) -> None:
    store = RedisStore(admin, "damaged", LIMITS)
    assert store.exchange((), (0,)).stamps
    admin.hset("do-inference:{damaged}:doc", mapping={"text": text, "version": "x", "serial": 99})
    for damaged in (store, RedisStore(admin, "damaged", LIMITS)):
        with pytest.raises(RateLimitStoreError, match="damaged"):
            damaged.exchange((), (0,))


def test_keys_that_hold_something_else_are_raised(server: RedisServer, admin: redis.Redis) -> None:
    admin.set("do-inference:{type}:log", "mine")
    error = failure(RedisStore.from_url(f"redis://:{SECRET}@127.0.0.1:{server.port}/0", "type", LIMITS))
    assert error.setting == "scope"


@contextmanager
def answering(reply: bytes) -> Iterator[int]:
    """A server that returns `reply` for scripts and OK for everything else."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection:
            while data := connection.recv(65536):
                names = [
                    name for name in (b"EVALSHA", b"EVAL", b"CLIENT", b"SELECT", b"PING") if name in data
                ]
                count = (
                    data.count(b"\r\nCLIENT\r\n")
                    + data.count(b"\r\nSELECT\r\n")
                    + data.count(b"\r\nPING\r\n")
                )
                scripted = any(name.startswith(b"EVAL") for name in names) or not names
                connection.sendall(b"+OK\r\n" * count + (reply if scripted else b""))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@pytest.mark.parametrize(
    ("reply", "setting"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "server"),
        (b"-NOAUTH Authentication required.\r\n", "password"),
        (b"-WRONGPASS invalid username-password pair\r\n", "password"),
        (b"-NOPERM this user has no permissions\r\n", "permission"),
        (b"-MOVED 3999 127.0.0.1:6381\r\n", "server"),
        (b"-CROSSSLOT Keys in request don't hash to the same slot\r\n", "server"),
        (b"-ERR unknown command 'EVAL'\r\n", "server"),
        (b"-ERR something new\r\n", "server"),
        (b"-DENIED Redis is running in protected mode\r\n", "server"),
        (b"-OOM command not allowed when used memory > 'maxmemory'.\r\n", None),
        (b"-ERR Error running script: -OOM command not allowed when used memory\r\n", None),
        (b"-LOADING Redis is loading the dataset in memory\r\n", None),
        (b"-READONLY You can't write against a read only replica.\r\n", None),
        (b"-MISCONF Redis is configured to save RDB snapshots\r\n", None),
        (b"-NOREPLICAS Not enough good replicas to write.\r\n", None),
        (b"-CLUSTERDOWN The cluster is down\r\n", None),
        (b"-MASTERDOWN Link with MASTER is down\r\n", None),
        (b"-TRYAGAIN Multiple keys request during rehashing of slot\r\n", None),
        (b"-BUSY Redis is busy running a script\r\n", None),
        (b"-ERR max number of clients reached\r\n", None),
    ],
    ids=lambda value: value.split(b"\r")[0].decode()[:32] if isinstance(value, bytes) else str(value),
)
def test_permanent_errors_are_raised_and_temporary_ones_are_outages(
    reply: bytes, setting: str | None
) -> None:
    with answering(reply) as port:
        store = RedisStore.from_url(f"redis://127.0.0.1:{port}/0?protocol=2", "x", LIMITS)
        if setting is not None:
            assert failure(store).setting == setting
        else:
            assert store.exchange((), (0,)).stamps
            assert store.health.status == "degraded"


def test_a_server_that_cannot_be_reached_costs_one_warning_and_no_wait(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    url = f"redis://user:{SECRET}@127.0.0.1:{port}/0"
    store = RedisStore.from_url(url, "x", (Limit("hour", 5000, 3600.0), Limit("minute", 250, 60.0)))
    limiter = RateLimiter(store=store)
    began = time.monotonic()
    with caplog.at_level(logging.INFO, "do_inference"):
        for used in range(1, 4):
            headers = {"ratelimit-limit": "5000", "ratelimit-remaining": str(5000 - used)}
            limiter.acquire().responded(200, headers)
    assert time.monotonic() - began < 5.0
    warnings = [record.getMessage() for record in caplog.records if "store" in record.getMessage()]
    assert len(warnings) == 1
    assert SECRET not in warnings[0]
    health = store.health
    assert health.status == "degraded"
    assert health.since is not None
    assert began <= health.since <= time.monotonic()
    assert health.fallback
    assert health.error
    assert "refused" in health.error
    assert limiter.state.limits[0].remaining == pytest.approx(5000 / 4, abs=5)


def test_a_client_that_may_wait_forever_costs_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with redis.Redis(socket_timeout=None) as client:
        RedisStore(client, "x")
    assert "socket_timeout" in caplog.text
    caplog.clear()
    with redis.Redis(socket_timeout=1.0) as client:
        RedisStore(client, "x")
    assert not caplog.text


def test_pending_events_of_a_long_outage_are_bounded() -> None:
    hours = iter(range(10**9))
    store = RedisStore.from_url(f"redis://127.0.0.1:{free_port()}/0", "x", (Limit("second", 10_000, 1.0),))
    store._now = store._replica._now = store._link._now = lambda: 1000.0 + next(hours)
    granted = sum(len(store.exchange((), (0,) * 9).stamps) for _ in range(500))
    assert granted > 2500
    assert 0 < len(store._replica.pending) < 2000


def test_a_new_process_without_the_store_starts_with_a_few_requests() -> None:
    store = RedisStore.from_url(f"redis://127.0.0.1:{free_port()}/0", "x", LIMITS)
    assert 1 <= len(store.exchange((), (0,) * 40).stamps) <= 4


@pytest.mark.parametrize("kind", ["window", "bucket"])
def test_requests_before_the_first_contact_with_the_store_are_reported(
    server: RedisServer, admin: redis.Redis, caplog: pytest.LogCaptureFixture, kind: Kind
) -> None:
    limits = (Limit("limit", 40, 6000.0, kind=kind),)
    store = RedisStore.from_url(f"redis://127.0.0.1:{free_port()}/0", "late", limits)
    granted = len(store.exchange((), (0,) * 9).stamps)
    assert granted
    assert store.health.status == "degraded"
    store._link._client = admin
    store._retry_at = store._reconnected_at = 0.0
    with caplog.at_level(logging.INFO, "do_inference"):
        store.exchange((), ())
    assert "available again" in caplog.text
    assert store.health.status == "healthy"
    assert admin.zcard("do-inference:{late}:log") == granted
    other = RedisStore(admin, "late", limits)
    assert RateLimiter(store=other).state.limits[0].remaining == 40 - granted
    assert len(other.read().requests.stamps) == granted
    assert max(other.read().requests.stamps) < time.time() + 10


def test_a_full_server_is_an_outage_and_loses_nothing(
    server: RedisServer, admin: redis.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    store = RedisStore(admin, "full", LIMITS)
    stamps = store.exchange((), (0,) * 3).stamps
    admin.config_set("maxmemory", "1")
    try:
        assert store.exchange([Mark("settled", stamps[0], time.monotonic())], (0,)).stamps is not None
        assert store.health.status == "degraded"
        assert "maxmemory" in (store.health.error or "")
        assert "maxmemory" in caplog.text
        assert [member.decode() for member in admin.zrange("do-inference:{full}:log", 0, -1)] == [
            f"{stamp:.6f}" for stamp in stamps
        ]
    finally:
        admin.config_set("maxmemory", "0")
    store._retry_at = store._reconnected_at = 0.0
    store.exchange((), ())
    assert store.health.status == "healthy"


def test_a_new_process_reads_the_shared_record_before_its_first_call(
    server: RedisServer, admin: redis.Redis
) -> None:
    store = RedisStore(admin, "used", LIMITS)
    granted = len(store.exchange((), (0,) * 3).stamps)
    state = RateLimiter(store=RedisStore(admin, "used")).state
    assert [(window.name, window.remaining) for window in state.limits] == [("minute", 40 - granted)]
    assert len(RedisStore(admin, "used").view().requests.stamps) == granted


def test_a_view_does_not_try_to_reach_a_server_that_is_unavailable() -> None:
    store = RedisStore.from_url(f"redis://127.0.0.1:{free_port()}/0", "x", LIMITS)
    store.exchange((), (0,))
    asked = []
    store._link.ask = lambda *_, **__: asked.append(1)  # type: ignore[method-assign, assignment]
    store._retry_at = 0.0
    assert store.view().requests.stamps
    assert not asked


def test_a_process_that_only_shows_the_state_finds_the_store_again(
    server: RedisServer, admin: redis.Redis
) -> None:
    store = RedisStore.from_url(f"redis://127.0.0.1:{free_port()}/0", "watch", LIMITS)
    limiter = RateLimiter(store=store)
    assert limiter.state
    assert store.health.status == "degraded"
    store._link._client = admin
    store._retry_at = store._reconnected_at = 0.0
    assert limiter.state
    assert store.health.status == "healthy"


def test_an_idle_process_reads_later_changes_of_other_processes(
    server: RedisServer, admin: redis.Redis
) -> None:
    idle, busy = RedisStore(admin, "idle", LIMITS), RedisStore(admin, "idle", LIMITS)
    assert not idle.view().requests.stamps
    granted = len(busy.exchange((), (0,) * 3).stamps)
    assert not idle.view().requests.stamps, "a view costs no exchange each time"
    idle._replica.current_at -= 6.0
    assert len(idle.view().requests.stamps) == granted
