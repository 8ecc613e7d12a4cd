"""The deployments of Redis that `RedisStore` supports, each with a real server."""

from __future__ import annotations

import gc
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from do_inference.rate_limit import Limit, RateLimitStoreError, RedisStore

from .fleet import SERVERS, RedisServer, free_port, redis_server

redis = pytest.importorskip("redis")

LIMITS = (Limit("minute", 40, 60.0),)
CERTIFICATE = Path(__file__).parents[1] / "runtime" / "loopback.pem"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port, pem = free_port(), str(CERTIFICATE)
    files = ("--tls-cert-file", pem, "--tls-key-file", pem, "--tls-ca-cert-file", pem)
    options = ("--tls-port", str(port), "--tls-auth-clients", "no", *files)
    with redis_server(tmp_path_factory.mktemp("tls"), "redis-server", *options):
        yield port


def test_tls_with_an_authority_of_your_own(secured: int) -> None:
    store = RedisStore.from_url(f"rediss://localhost:{secured}/0?ssl_ca_certs={CERTIFICATE}", "tls", LIMITS)
    assert store.exchange((), (0,)).stamps
    assert store.health.status == "healthy"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("options", ["", "?ssl_ca_certs=/nowhere/ca.pem"])
def test_an_untrusted_certificate_raises(secured: int, options: str) -> None:
    store = RedisStore.from_url(f"rediss://localhost:{secured}/0{options}", "tls", LIMITS)
    with pytest.raises(RateLimitStoreError) as caught:
        store.exchange((), (0,))
    assert caught.value.setting == "tls"
    del caught
    gc.collect()  # redis 5 leaves the socket of a failed handshake open.


@pytest.mark.parametrize("program", SERVERS)
@pytest.mark.parametrize("options", [{"protocol": 2}, {"protocol": 3}, {"decode_responses": True}])
def test_a_client_of_your_own_on_a_unix_socket(
    tmp_path: Path, program: str, options: dict[str, object]
) -> None:
    path = str(tmp_path / "redis.sock")
    with redis_server(tmp_path, program, "--unixsocket", path):
        with redis.Redis(unix_socket_path=path, socket_timeout=1.0, **options) as client:
            stores = [RedisStore(client, "unix", LIMITS) for _ in range(2)]
            granted = [len(store.exchange((), (0,) * 3).stamps) for store in stores]
            assert granted == [3, 1]
            assert len(RedisStore(client, "unix").read().requests.stamps) == 4


def test_a_failover_by_sentinel(tmp_path: Path) -> None:
    binary = shutil.which("redis-server")
    folders = [tmp_path / name for name in ("one", "two", "sentinel")]
    for folder in folders:
        folder.mkdir()
    with redis_server(folders[0]) as master:
        with redis_server(
            folders[1], "redis-server", "--replicaof", "127.0.0.1", str(master.port)
        ) as replica:
            port = free_port()
            configuration = folders[2] / "sentinel.conf"
            configuration.write_text(
                f"port {port}\nbind 127.0.0.1\nsentinel monitor ledger 127.0.0.1 {master.port} 1\n"
                "sentinel down-after-milliseconds ledger 300\nsentinel failover-timeout ledger 2000\n"
            )
            sentinel = subprocess.Popen(
                [binary or "", str(configuration), "--sentinel"], stdout=subprocess.DEVNULL
            )
            try:
                check_failover(master, replica, port)
            finally:
                sentinel.kill()
                sentinel.wait()


def check_failover(master: RedisServer, replica: RedisServer, port: int) -> None:
    from redis.sentinel import Sentinel

    sentinel = Sentinel([("127.0.0.1", port)], socket_timeout=1.0)
    deadline = time.monotonic() + 60
    with redis.Redis(port=replica.port) as direct, redis.Redis(port=port) as monitor:
        while time.monotonic() < deadline:
            try:
                known = monitor.info("sentinel").get("master0", {}).get("slaves")
                if direct.info("replication")["master_link_status"] == "up" and known == 1:
                    break
            except redis.ConnectionError:
                pass
            time.sleep(0.05)
        store = RedisStore(sentinel.master_for("ledger", socket_timeout=1.0, retry=None), "failover", LIMITS)
        assert len(store.exchange((), (0,) * 4).stamps) == 4
        while direct.zcard("do-inference:{failover}:log") < 4 and time.monotonic() < deadline:
            time.sleep(0.05)
        master.kill()
        store.exchange((), ())
        assert store.health.status == "degraded"
        while store.health.status == "degraded" and time.monotonic() < deadline:
            store._retry_at = store._reconnected_at = 0.0
            store.exchange((), ())
            time.sleep(0.05)
        assert store.health.status == "healthy"
        assert len(store.read().requests.stamps) == 4
        assert direct.info("replication")["role"] == "master"
        store._link._client.close()
    for server in sentinel.sentinels:
        server.close()
