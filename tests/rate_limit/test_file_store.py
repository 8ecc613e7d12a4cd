from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from do_inference.errors import ConfigurationError
from do_inference.rate_limit import FileStore, Limit, RateLimiter, RateLimitStoreError
from do_inference.rate_limit._estimator import Caution
from do_inference.rate_limit._stores.base import Mark

from .fleet import finish, start
from .grants import most_in, read

pytest.importorskip("fcntl")
resource = pytest.importorskip("resource")


def test_eight_processes_share_all_of_the_quota_and_some_may_be_killed(tmp_path: Path) -> None:
    store, logs = str(tmp_path / "ledger"), tmp_path / "logs"
    stay = [start(store, logs, f"stay-{index}", 25) for index in range(5)]
    doomed = [start(store, logs, f"doomed-{index}", 100_000) for index in range(3)]
    deadline = time.monotonic() + 120
    while len(read(logs)) < 60 and time.monotonic() < deadline:
        time.sleep(0.01)
    for process in doomed:
        process.kill()
        process.wait()
    finish(stay)
    grants = read(logs)
    assert len(grants) >= 125
    assert most_in(grants, 1.0) <= 50
    assert most_in(grants, 6.0) <= 200


def store_at(path: Path, now: float = 1000.0, unix: float = 5000.0) -> FileStore:
    return FileStore(
        path, (Limit("minute", 3, 60.0),), arrival_margin=0.0, now=lambda: now, unix=lambda: unix
    )


def test_processes_share_one_quota(tmp_path: Path) -> None:
    one, other = store_at(tmp_path / "f"), store_at(tmp_path / "f")
    assert len(one.exchange((), (0,)).stamps) == 1
    assert len(other.exchange((), (0, 0, 0)).stamps) == 2
    assert not one.exchange((), (0,)).stamps


def test_a_process_that_dies_in_the_middle_of_writing_leaves_the_old_state(tmp_path: Path) -> None:
    store = store_at(tmp_path / "f")
    store.exchange((), (0, 0, 0))
    path = tmp_path / "f"
    with path.open("r+b") as file:
        # The unused slot is half written.
        file.seek(4096 + (1 - store._slot) * (8 << 20))
        file.write(b"half a led")
    again = store_at(path)
    assert not again.exchange((), (0,)).stamps


def test_a_damaged_file_is_an_error(tmp_path: Path) -> None:
    store = store_at(tmp_path / "f")
    store.exchange((), (0,))
    running = RateLimiter(store=store_at(tmp_path / "f"))
    store.exchange((), (0,))
    with (tmp_path / "f").open("r+b") as file:
        file.seek(4096 + store._slot * (8 << 20) + 10)
        file.write(b"????")
    with pytest.raises(RateLimitStoreError, match="damaged"):
        store_at(tmp_path / "f")
    with pytest.raises(RateLimitStoreError, match="damaged"):
        running.acquire()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"# Notes\n" + b"important\n" * 100, "is not a rate-limit file"),
        (b"short", "is not a rate-limit file"),
        (bytes(100), "is not a rate-limit file"),
        (b"doinfrl1" + bytes(8192), "another version"),
        (b"doinfrl9" + bytes(8192), "another version"),
    ],
)
def test_a_file_that_is_not_a_ledger_of_this_version_raises_and_is_not_changed(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(RateLimitStoreError, match=message) as caught:
        FileStore(path)
    assert str(path) in str(caught.value)
    assert isinstance(caught.value, ConfigurationError)
    assert path.read_bytes() == content


def test_a_ledger_replaced_by_another_file_during_a_run_raises(tmp_path: Path) -> None:
    store = store_at(tmp_path / "f")
    (tmp_path / "other").write_bytes(b"something else")
    (tmp_path / "other").replace(tmp_path / "f")
    with pytest.raises(RateLimitStoreError, match="is not a rate-limit file"):
        store.exchange((), (0,))
    assert (tmp_path / "f").read_bytes() == b"something else"


@pytest.mark.parametrize("name", [".", "file/below"])
def test_a_path_that_cannot_be_opened_is_an_error_at_once(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RateLimitStoreError, match="cannot open"):
        FileStore(tmp_path / name)


def test_a_device_or_a_pipe_raises(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (Path(os.devnull), tmp_path / "pipe"):
        with pytest.raises(RateLimitStoreError, match="not a regular file"):
            FileStore(path)


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"")
    assert len(store_at(tmp_path / "f").exchange((), (0,)).stamps) == 1


@pytest.mark.parametrize("lose", [Path.unlink, lambda path: os.truncate(path, 0)])
def test_processes_write_their_ledger_again_after_the_file_was_deleted_or_emptied(
    tmp_path: Path, lose: object
) -> None:
    store = store_at(tmp_path / "f")
    store.exchange((), (0, 0))
    assert callable(lose)
    lose(tmp_path / "f")
    assert len(store.exchange((), (0, 0)).stamps) == 1
    assert not store_at(tmp_path / "f").exchange((), (0,)).stamps


def test_a_closed_store_raises(tmp_path: Path) -> None:
    store = store_at(tmp_path / "f")
    store.close()
    with pytest.raises(RateLimitStoreError, match="closed"):
        store.exchange((), (0,))


LIMITED = """
import resource, sys
from do_inference.rate_limit._estimator import Caution
from do_inference.rate_limit import FileStore, Limit, RateLimitStoreError
store = FileStore(sys.argv[1], (Limit("minute", 100_000, 60.0),))
store._ledger.estimator.caution = Caution.CALIBRATED
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    for _ in range(4):
        store.exchange((), (0,) * 64)
except RateLimitStoreError as error:
    print(error)
"""


@pytest.mark.parametrize("most", [20, 4096, 4500, (8 << 20) + 4096 + 600])
def test_a_write_that_is_cut_short_is_an_error_and_the_last_good_state_stays(
    tmp_path: Path, most: int
) -> None:
    path = tmp_path / "f"
    good = FileStore(path, (Limit("minute", 3, 60.0),))
    assert len(good.exchange((), (0, 0)).stamps) == 2
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, path, str(most)], capture_output=True, text=True, check=True
    )
    assert "cannot write" in done.stdout, done
    assert str(path) in done.stdout
    for store in (good, FileStore(path)):
        assert len(store.read().requests.stamps) >= 2
    assert len(good.exchange((), (0,)).stamps) <= 1


def test_a_file_that_cannot_even_hold_its_header_stays_empty(tmp_path: Path) -> None:
    path, before = tmp_path / "f", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(RateLimitStoreError, match="cannot use"):
            FileStore(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.stat().st_size == 0
    assert len(store_at(path).exchange((), (0,)).stamps) == 1


def test_creation_raises_on_systems_without_file_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with pytest.raises(RateLimitStoreError, match=r"needs POSIX file locks.*use RedisStore"):
        FileStore(tmp_path / "f")
    assert not (tmp_path / "f").exists()


def test_a_new_process_reads_the_shared_record_before_its_first_call(tmp_path: Path) -> None:
    store = store_at(tmp_path / "f")
    store.exchange((), (0, 0))
    limiter = RateLimiter(store=FileStore(tmp_path / "f", now=lambda: 1000.0))
    assert limiter.state.limits[0].limit == 3
    assert len(FileStore(tmp_path / "f").view().requests.stamps) == 2


def test_the_record_outlives_a_restart_of_the_host(tmp_path: Path) -> None:
    before = store_at(tmp_path / "f", now=900_000.0, unix=5_000_000.0)
    before.exchange((), (0,))
    before._ledger.estimator.caution = Caution.CALIBRATED
    before.exchange([Mark("cancelled", -1.0)], (0, 0))
    after = store_at(tmp_path / "f", now=20.0, unix=5_000_030.0)
    assert not after.exchange((), (0,)).stamps
    assert 50.0 <= after.exchange((), (0,)).retry_at <= 51.0


def test_an_idle_process_reads_later_changes_of_other_processes(tmp_path: Path) -> None:
    idle, busy = store_at(tmp_path / "f"), store_at(tmp_path / "f")
    busy.exchange((), (0,))
    assert not idle.view().requests.stamps
    idle._loaded_at -= 6.0
    assert len(idle.view().requests.stamps) == 1


@pytest.mark.parametrize(
    ("unix", "wait"),
    [
        (5_000_030.0, 30.0),
        (0.0, 60.0),
        (5_000_000.0 - 3600.0, 60.0),
        (5_000_000.0, 60.0),
    ],
    ids=["30 s later", "clock at 1970", "clock an hour behind", "no time passed"],
)
@pytest.mark.parametrize("uptime", [20.0, 950_000.0])
def test_after_a_restart_of_the_host_no_record_lies_in_the_future(
    tmp_path: Path, unix: float, wait: float, uptime: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store_at(tmp_path / "f", now=900_000.0, unix=5_000_000.0)
    before._ledger.estimator.caution = Caution.CALIBRATED
    assert len(before.exchange([Mark("cancelled", -1.0)], (0, 0, 0)).stamps) == 3
    boot = tmp_path / "boot_id"
    boot.write_text("another boot")
    monkeypatch.setattr("do_inference.rate_limit._stores.file._BOOT_ID", boot)
    after = store_at(tmp_path / "f", now=uptime, unix=unix)
    assert max(after.view().requests.stamps) <= uptime + 1e-3
    decision = after.exchange((), (0,))
    assert not decision.stamps
    assert decision.retry_at - uptime == pytest.approx(wait, abs=0.1)


def test_a_pause_does_not_become_longer_after_a_restart_of_the_host(
    tmp_path: Path,
) -> None:
    before = store_at(tmp_path / "f", now=900_000.0, unix=5_000_000.0)
    before._ledger.estimator.backoff.pause_until = 900_030.0
    assert before.exchange([Mark("cancelled", -1.0)], (0,)).retry_at == 900_030.0
    after = store_at(tmp_path / "f", now=20.0, unix=5_000_010.0)
    assert after.exchange((), (0,)).retry_at == pytest.approx(40.0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_parent_and_child_lock_each_other_out(tmp_path: Path) -> None:
    limiter = RateLimiter(store=FileStore(tmp_path / "f", (Limit("minute", 100, 60.0),)))
    limiter.acquire().responded(200, {"ratelimit-limit": "100", "ratelimit-remaining": "99"})
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                for _ in range(10):
                    limiter.acquire().responded(200, {})
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    for child in children:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    fresh = FileStore(tmp_path / "f")
    fresh.exchange((), ())
    assert len(fresh.view().requests.stamps) == 21
