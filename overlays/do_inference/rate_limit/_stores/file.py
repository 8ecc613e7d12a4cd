"""A ledger in a file, shared by processes on one host without a server.

The file contains a header and two slots. While it holds the file lock, a process reads the slot that the header names,
decides, and writes the other slot and then the header. If it dies or fails in between, the previous state is intact and
the kernel releases the lock. The requests of a dead process count until they leave the windows.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import struct
import threading
import time
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path

from .._errors import RateLimitStoreError
from .._estimator import DEFAULT_ARRIVAL_MARGIN, new_estimator
from .._ledger import Ledger
from .._limits import PUBLISHED_LIMITS, Limit
from .base import HEALTHY, STALE, Decision, Mark, admit, apply, dump_ledger, load_ledger, restamped

_HEADER = struct.Struct("<8sQQII")
_KIND = b"doinfrl"
_MAGIC = _KIND + b"4"
"""The first bytes of every file. The last one is the version of the format and is raised with every change."""
_FIRST = 4096
"""Offset of the first slot. The header has a separate page."""
_SLOT = 8 << 20
"""Bytes of a slot: about a million requests of 8 bytes. The file is sparse and occupies only what is written."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class FileStore:
    """A store in the file at `path`, with one file for each key and host. It requires a local disk of a POSIX system.

    Args:
        path: The file. It and its folders are created if they do not exist. Use `hashed_scope` for its name, never the
        key.
        limits, arrival_margin, yielding: As for `RateLimiter`. Only the first process uses them; later ones read the
        stored state.
        now, unix: Clocks, for tests.

    Raises:
        RateLimitStoreError: On creation and in each method: the file is not a ledger of this version or cannot be
        opened, locked or written, or the system has no POSIX file locks. The message names the file. A file that is not
        a ledger is never changed. After a failed write the previous state stays in force.
        ValueError: A limit has an amount below 1 or a length that is not positive.

    Example:
        ```python
        scope = hashed_scope("inference.do-ai.run", os.environ["MODEL_ACCESS_KEY"])
        client = Client(rate_limiter=RateLimiter(store=FileStore(f"/var/tmp/{scope}.ratelimit")))
        ```
    """

    inline = False
    health = HEALTHY

    def __init__(
        self,
        path: str | os.PathLike[str],
        limits: Sequence[Limit] = PUBLISHED_LIMITS,
        *,
        arrival_margin: float = DEFAULT_ARRIVAL_MARGIN,
        yielding: bool = True,
        now: Callable[[], float] = time.monotonic,
        unix: Callable[[], float] = time.time,
    ) -> None:
        try:
            import fcntl  # noqa: F401
        except ImportError as error:
            raise RateLimitStoreError(
                "FileStore needs POSIX file locks, which this system does not have; use RedisStore instead",
                setting="path",
            ) from error
        self.path = Path(path)
        self._limits = tuple(limits)
        self._arrival_margin, self._yielding = arrival_margin, yielding
        self._now = now
        self._unix = unix
        self._boot = _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else ""
        self._file = -1
        self._loaded_at = -inf
        self._reset()

    def _reset(self) -> None:
        self._thread_lock = threading.Lock()
        self._forget()
        with self._failures("open"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._open()
        with self._locked():
            self._load()

    def _open(self) -> None:
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not stat.S_ISREG(os.fstat(self._file).st_mode):
            self.close()
            raise OSError(errno.EINVAL, "it is not a regular file")

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        with self._locked():
            self._load()
            ledger, now = self._ledger, self._now()
            offset = self._unix() - now
            for mark in marks:
                apply(ledger, mark, offset)
            stamps, retry_at = admit(ledger, now, demands)
            if stamps or marks:
                self._save(now, offset)
            return Decision(stamps, retry_at, ledger.estimator.backoff.daily_until)

    def restamp(self, mark: Mark) -> float:
        return restamped(mark, mark.at, self._ledger.estimator)

    def read(self) -> Ledger:
        with self._locked():
            self._load()
        return self._ledger

    def view(self) -> Ledger:
        if self._now() - self._loaded_at > STALE and not self._thread_lock.locked():
            with suppress(RateLimitStoreError):
                self.read()
        return self._ledger

    def after_fork(self) -> None:
        # A lock belongs to the open file description. Parent and child must not share it.
        self.close()
        self._reset()

    def close(self) -> None:
        """Close the file. The ledger remains for other processes."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _forget(self) -> None:
        self._ledger = Ledger(new_estimator(self._limits, self._arrival_margin, yielding=self._yielding))
        self._sequence, self._slot = -1, 1

    # -- the lock -------------------------------------------------------------------------------------------------

    @contextmanager
    def _locked(self) -> Iterator[None]:
        import fcntl

        with self._thread_lock, self._failures("use"):
            if self._file < 0:
                raise OSError(errno.EBADF, "the store is closed")
            fcntl.flock(self._file, fcntl.LOCK_EX)
            while os.fstat(self._file).st_nlink == 0:
                # The file was deleted or replaced. New processes use the new file, so this one does too.
                os.close(self._file)
                self._open()
                fcntl.flock(self._file, fcntl.LOCK_EX)
                self._sequence = -1
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    @contextmanager
    def _failures(self, action: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._forget()
            raise RateLimitStoreError(
                f"cannot {action} the rate-limit file {self.path}: {error.strerror or error}", setting="path"
            ) from error

    # -- reading --------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        self._loaded_at = self._now()
        header = os.pread(self._file, _HEADER.size, 0) or self._create()
        if len(header) < _HEADER.size or not header.startswith(_MAGIC):
            raise self._store_error(
                "was written by another version of do-inference; use one version for all processes, or another file"
                if header.startswith(_KIND)
                else "is not a rate-limit file and was not changed; name another file"
            )
        _, sequence, size, slot, check = _HEADER.unpack(header)
        if sequence == self._sequence:
            return
        if size:
            data = os.pread(self._file, size, _FIRST + slot * _SLOT) if slot < 2 and size <= _SLOT else b""
            if len(data) != size or zlib.crc32(data) != check:
                raise self._store_error("is damaged; delete it to start with an empty record")
            self._ledger = self._read(data)
        # If the file was emptied, this process writes its ledger again.
        self._sequence, self._slot = sequence, slot

    def _create(self) -> bytes:
        """Write the header of an empty file, so that a process that dies during its first save leaves a valid file."""
        header = _HEADER.pack(_MAGIC, 0, 0, 1, 0)
        try:
            self._write(header, 0)
        except OSError:
            os.ftruncate(self._file, 0)
            raise
        return header

    def _store_error(self, why: str) -> RateLimitStoreError:
        return RateLimitStoreError(f"the rate-limit file {self.path} {why}", setting="path")

    def _read(self, data: bytes) -> Ledger:
        length = int.from_bytes(data[:4], "little")
        saved = json.loads(data[4 : 4 + length])
        ledger = load_ledger(saved["ledger"], array("d", data[4 + length :]))
        now = self._now()
        if saved["boot"] != self._boot or saved["at"] > now + 1.0:
            # The host was restarted, which reset the monotonic clock. The wall clock then shows how long ago the record
            # was written. A wrong wall clock must not move the record into the future.
            passed = max(0.0, self._unix() - saved["unix"])
            ledger.shift(now - passed - saved["at"])
        return ledger

    # -- writing --------------------------------------------------------------------------------------------------

    def _save(self, now: float, offset: float) -> None:
        ledger = self._ledger
        saved = {
            "ledger": dump_ledger(ledger),
            "at": now,
            "unix": now + offset,
            "boot": self._boot,
        }
        text = json.dumps(saved).encode()
        data = len(text).to_bytes(4, "little") + text + ledger.requests.stamps.tobytes()
        if len(data) > _SLOT:
            self._forget()
            raise self._store_error("cannot hold more requests; use RedisStore")
        slot = 1 - self._slot
        with self._failures("write"):
            self._write(data, _FIRST + slot * _SLOT)
            header = _HEADER.pack(_MAGIC, self._sequence + 1, len(data), slot, zlib.crc32(data))
            self._write(header, 0)
        self._sequence, self._slot = self._sequence + 1, slot

    def _write(self, data: bytes, offset: int) -> None:
        """Write all of `data`. A full disk or a limit on file sizes may truncate a write without an error."""
        view = memoryview(data)
        while view:
            written = os.pwrite(self._file, view, offset)
            if not written:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            view, offset = view[written:], offset + written
