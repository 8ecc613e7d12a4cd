"""The log of uses, in memory or in a file: times of use for windows, and the time when full for buckets."""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict, deque
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class UsageLog(Protocol):
    """A log of uses by name and time."""

    def hold(self) -> AbstractContextManager[object]:
        """Lock the log, so that reading and adding are atomic."""
        ...

    def used(self, name: str, since: float) -> int:
        """Return the amount used after `since`, and discard older uses."""
        ...

    def expiry(self, name: str, over: int) -> float:
        """Return the time of the first use at which the sum of all uses so far exceeds `over`."""
        ...

    def add(self, name: str, at: float, amount: int) -> None: ...

    def full_at(self, name: str) -> float:
        """Return when a bucket is full again; 0 if it was never used."""
        ...

    def set_full_at(self, name: str, at: float) -> None: ...

    def names(self) -> list[str]: ...

    def times(self, name: str) -> list[tuple[float, int]]: ...


class MemoryUsageLog:
    """A log in memory, for one emulator."""

    def __init__(self) -> None:
        self._uses: defaultdict[str, deque[tuple[float, int]]] = defaultdict(deque)
        self._sums: defaultdict[str, int] = defaultdict(int)
        self._full: dict[str, float] = {}
        self._lock = threading.RLock()

    def hold(self) -> AbstractContextManager[object]:
        return self._lock

    def used(self, name: str, since: float) -> int:
        uses = self._uses.get(name)
        if uses is None:
            return 0
        while uses and uses[0][0] <= since:
            self._sums[name] -= uses.popleft()[1]
        return self._sums[name]

    def expiry(self, name: str, over: int) -> float:
        total = 0
        for at, amount in self._uses.get(name, ()):
            total += amount
            if total > over:
                return at
        return 0.0

    def add(self, name: str, at: float, amount: int) -> None:
        self._uses[name].append((at, amount))
        self._sums[name] += amount

    def full_at(self, name: str) -> float:
        return self._full.get(name, 0.0)

    def set_full_at(self, name: str, at: float) -> None:
        self._full[name] = at

    def names(self) -> list[str]:
        with self._lock:
            return [*self._uses, *self._full]

    def times(self, name: str) -> list[tuple[float, int]]:
        with self._lock:
            return list(self._uses.get(name, ()))


class FileUsageLog:
    """A log in a SQLite file, which several emulators can share."""

    def __init__(self, path: Path | str) -> None:
        """Open or create the file. Raises OSError if that fails, or if the file has another format."""
        try:
            self._db = sqlite3.connect(str(path), timeout=30.0, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=OFF")
            self._db.execute("CREATE TABLE IF NOT EXISTS uses (name TEXT, at REAL, amount INTEGER)")
            self._db.execute("CREATE INDEX IF NOT EXISTS uses_by_time ON uses (name, at)")
            self._db.execute("CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, full_at REAL)")
        except sqlite3.Error as error:
            raise OSError(f"cannot store limits in {path}: {error}") from None
        self._lock = threading.RLock()

    def __del__(self) -> None:
        # Not in `stop`: a stopped emulator can still be read, and started again.
        with suppress(AttributeError):
            self._db.close()

    @contextmanager
    def hold(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                self._db.execute("COMMIT")

    def used(self, name: str, since: float) -> int:
        self._db.execute("DELETE FROM uses WHERE name = ? AND at <= ?", (name, since))
        row = self._db.execute("SELECT COALESCE(SUM(amount), 0) FROM uses WHERE name = ?", (name,)).fetchone()
        return int(row[0])

    def expiry(self, name: str, over: int) -> float:
        total = 0
        for at, amount in self._db.execute("SELECT at, amount FROM uses WHERE name = ? ORDER BY at", (name,)):
            total += amount
            if total > over:
                return float(at)
        return 0.0

    def add(self, name: str, at: float, amount: int) -> None:
        self._db.execute("INSERT INTO uses VALUES (?, ?, ?)", (name, at, amount))

    def full_at(self, name: str) -> float:
        row = self._db.execute("SELECT full_at FROM buckets WHERE name = ?", (name,)).fetchone()
        return float(row[0]) if row else 0.0

    def set_full_at(self, name: str, at: float) -> None:
        self._db.execute("INSERT OR REPLACE INTO buckets VALUES (?, ?)", (name, at))

    def names(self) -> list[str]:
        with self._lock:
            rows = self._db.execute("SELECT name FROM uses UNION SELECT name FROM buckets").fetchall()
        return [str(row[0]) for row in rows]

    def times(self, name: str) -> list[tuple[float, int]]:
        with self._lock:
            rows = self._db.execute(
                "SELECT at, amount FROM uses WHERE name = ? ORDER BY at", (name,)
            ).fetchall()
        return [(float(at), int(amount)) for at, amount in rows]
