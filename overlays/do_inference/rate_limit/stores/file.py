"""A ledger in a file: the processes of one host share it, without a server.

The file holds two slots and a header that says which of them counts. Under the file's lock a process reads the slot
that counts, decides, writes the other and only then the header: whoever dies in between leaves the old state whole,
and the kernel frees its lock. What a dead process was granted stays counted until it leaves the windows.
"""

from __future__ import annotations

import json
import os
import struct
import time
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..control import DEFAULT_GUARD, Control
from ..ledger import Ledger
from ..limits import PUBLISHED_LIMITS, Limit
from ..saved import restore_control, restore_tokens, save_control, save_tokens, shift
from .base import Decision, Mark, apply

_HEADER = struct.Struct("<8sQQII")
_MAGIC = b"doinfrl1"
_FIRST, _SLOT = 4096, 8 << 20


class FileStore:
    """Shares a ledger through the file at `path`, one file for each key and host. For local disks of POSIX systems.

    `limits` and `guard` are what the first process starts from; later ones find what is known by then.
    Name the file with `hashed_scope`, never with the key.
    """

    inline = False

    def __init__(
        self,
        path: str | os.PathLike[str],
        limits: Sequence[Limit] = PUBLISHED_LIMITS,
        *,
        guard: float = DEFAULT_GUARD,
        yielding: bool = True,
        now: Callable[[], float] = time.monotonic,
        unix: Callable[[], float] = time.time,
    ) -> None:
        try:
            import fcntl  # noqa: F401
        except ImportError as error:  # pragma: no cover - Windows
            raise RuntimeError(
                "FileStore needs file locks as POSIX systems have them; use RedisStore here"
            ) from error
        self.path = Path(path)
        self._limits = tuple(limits)
        self._guard, self._yielding = guard, yielding
        self._now = now
        self._unix = unix
        self._ledger = self._fresh()
        self._sequence = -1
        self._slot = 1
        self._open()

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        with self._locked():
            self._load()
            ledger, now = self._ledger, self._now()
            offset = self._unix() - now
            for mark in marks:
                apply(ledger, mark, offset)
            stamps: list[float] = []
            retry_at = float("inf")
            for tokens in demands:
                stamp = ledger.admit(now, tokens)
                if stamp is None:
                    retry_at = ledger.retry_at
                    break
                stamps.append(stamp)
            if stamps or marks:
                self._save(now, offset)
            return Decision(stamps, retry_at, ledger.control.refusals.daily_until)

    def restamp(self, mark: Mark) -> float:
        if mark.what == "settled":
            return min(mark.stamp, mark.at)
        return max(mark.stamp, self._ledger.control.stamp(mark.at))

    def view(self) -> Ledger:
        return self._ledger

    def after_fork(self) -> None:
        # The lock belongs to the open file, which parent and child would otherwise share, and with it the lock.
        os.close(self._file)
        self._open()
        self._ledger, self._sequence = self._fresh(), -1

    def close(self) -> None:
        """Close the file. The ledger stays for others."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _fresh(self) -> Ledger:
        return Ledger(Control(self._limits, self._guard, yielding=self._yielding))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        import fcntl

        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _load(self) -> None:
        header = os.pread(self._file, _HEADER.size, 0)
        if len(header) < _HEADER.size:
            return
        magic, sequence, size, slot, check = _HEADER.unpack(header)
        if magic != _MAGIC or sequence == self._sequence:
            return
        data = os.pread(self._file, size, _FIRST + slot * _SLOT)
        if len(data) != size or zlib.crc32(data) != check:
            raise RuntimeError(f"the rate-limit file {self.path} is damaged; delete it to start anew")
        self._sequence, self._slot = sequence, slot
        self._ledger = self._read(data)

    def _read(self, data: bytes) -> Ledger:
        length = int.from_bytes(data[:4], "little")
        saved = json.loads(data[4 : 4 + length])
        ledger = Ledger(restore_control(saved["control"]))
        ledger.requests.stamps = array("d", data[4 + length :])
        ledger.requests.span = max((w.seconds for w in ledger.control.windows), default=0.0)
        ledger.last_release = saved["last_release"]
        restore_tokens(ledger, saved["tokens"])
        now = self._now()
        if saved["at"] > now + 1.0:
            # The host was started anew, and its clock with it.
            shift(ledger, saved["offset"] - (self._unix() - now))
        return ledger

    def _save(self, now: float, offset: float) -> None:
        ledger = self._ledger
        saved = {
            "control": save_control(ledger.control),
            "tokens": save_tokens(ledger),
            "last_release": ledger.last_release,
            "at": now,
            "offset": offset,
        }
        text = json.dumps(saved).encode()
        data = len(text).to_bytes(4, "little") + text + ledger.requests.stamps.tobytes()
        if len(data) > _SLOT:
            raise RuntimeError("more requests on record than a rate-limit file holds; use RedisStore")
        slot = 1 - self._slot
        os.pwrite(self._file, data, _FIRST + slot * _SLOT)
        header = _HEADER.pack(_MAGIC, self._sequence + 1, len(data), slot, zlib.crc32(data))
        os.pwrite(self._file, header, 0)
        self._sequence, self._slot = self._sequence + 1, slot
