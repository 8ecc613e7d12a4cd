from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from do_inference.rate_limit import FileStore, Limit, RateLimiter
from do_inference.rate_limit.stores.base import Mark

from .fleet import finish, start
from .grants import most_in, read

pytest.importorskip("fcntl")


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
    return FileStore(path, (Limit("minute", 3, 60.0),), guard=0.0, now=lambda: now, unix=lambda: unix)


def test_what_one_process_takes_another_does_not_get(tmp_path: Path) -> None:
    one, other = store_at(tmp_path / "f"), store_at(tmp_path / "f")
    assert len(one.exchange((), (0,)).stamps) == 1
    assert len(other.exchange((), (0, 0, 0)).stamps) == 2
    assert not one.exchange((), (0,)).stamps


def test_a_process_that_dies_in_the_middle_of_writing_leaves_the_old_state(tmp_path: Path) -> None:
    store = store_at(tmp_path / "f")
    store.exchange((), (0, 0, 0))
    path = tmp_path / "f"
    with path.open("r+b") as file:
        # The slot that does not count is half written.
        file.seek(4096 + (1 - store._slot) * (8 << 20))
        file.write(b"half a led")
    again = store_at(path)
    assert not again.exchange((), (0,)).stamps


def test_damage_is_told_and_not_guessed_at(tmp_path: Path) -> None:
    store = store_at(tmp_path / "f")
    store.exchange((), (0,))
    with (tmp_path / "f").open("r+b") as file:
        file.seek(4096 + store._slot * (8 << 20) + 10)
        file.write(b"????")
    with pytest.raises(RuntimeError, match="damaged"):
        store_at(tmp_path / "f").exchange((), (0,))


def test_callers_are_told_when_the_store_fails(tmp_path: Path) -> None:
    store = store_at(tmp_path / "f")
    store.exchange((), (0,))
    with (tmp_path / "f").open("r+b") as file:
        file.seek(4096 + store._slot * (8 << 20) + 10)
        file.write(b"????")
    with pytest.raises(RuntimeError, match="damaged"):
        RateLimiter(store=store_at(tmp_path / "f")).acquire()


def test_the_record_outlives_a_restart_of_the_host(tmp_path: Path) -> None:
    before = store_at(tmp_path / "f", now=900_000.0, unix=5_000_000.0)
    before.exchange((), (0,))
    before._ledger.control.sure = True
    before.exchange([Mark("cancelled", -1.0)], (0, 0))
    after = store_at(tmp_path / "f", now=20.0, unix=5_000_030.0)
    assert not after.exchange((), (0,)).stamps
    assert 50.0 <= after.exchange((), (0,)).retry_at <= 51.0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_parent_and_child_lock_each_other_out(tmp_path: Path) -> None:
    limiter = RateLimiter(store=FileStore(tmp_path / "f", (Limit("minute", 100, 60.0),)))
    limiter.acquire().answered(200, {"ratelimit-limit": "100", "ratelimit-remaining": "99"})
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                for _ in range(10):
                    limiter.acquire().answered(200, {})
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    for child in children:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    fresh = FileStore(tmp_path / "f")
    fresh.exchange((), ())
    assert len(fresh.view().requests.stamps) == 21
