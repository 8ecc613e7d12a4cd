"""The calls that wait, and their order."""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from math import inf
from typing import Literal

from .errors import DeadlineReason

Priority = Literal["interactive", "bulk"]


class Waiter:
    """One call that waits. Either `stamp` or `error` is set before `wake` is called."""

    __slots__ = ("bound", "bulk", "error", "gone", "latest", "max_wait", "stamp", "tokens", "wake")

    def __init__(
        self,
        wake: Callable[[], bool],
        tokens: int = 0,
        *,
        bulk: bool = False,
        latest: float = inf,
        bound: DeadlineReason = "deadline",
        max_wait: float | None = None,
    ) -> None:
        self.wake = wake
        """Called once, from any thread; returns False if the caller's event loop has ended."""
        self.tokens = tokens
        self.bulk = bulk
        self.latest = latest
        """When the call fails if it still waits."""
        self.bound: DeadlineReason = bound
        """What sets `latest`."""
        self.max_wait = max_wait
        self.stamp: float | None = None
        self.error: Exception | None = None
        self.gone = False
        """Whether it has left the queue: cancelled, released or failed."""


class Withdrawal:
    """Ends waits from another thread or task. One withdrawal may serve many calls, one after the other or at once.

    Example:
        ```python
        withdrawal = Withdrawal()
        threading.Timer(5, withdrawal.withdraw, [RuntimeError("the user has left")]).start()
        limiter.acquire(withdrawal=withdrawal)  # raises the RuntimeError after five seconds in the queue
        ```
    """

    __slots__ = ("_error", "_lock", "_waits")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._error: Exception | None = None
        self._waits: set[Callable[[Exception], object]] = set()

    def withdraw(self, error: Exception) -> None:
        """Raise `error` in every call that waits with this withdrawal, and in every later one when it starts to wait.

        Only the first withdrawal counts. May be called from any thread.
        """
        with self._lock:
            if self._error is not None:
                return
            self._error = error
            waits = list(self._waits)
            self._waits.clear()
        for end in waits:
            end(error)

    def check(self) -> None:
        """Raise the error of `withdraw`, if it was called."""
        if self._error is not None:
            raise self._error.with_traceback(None)  # One error may be raised many times.

    def add(self, end: Callable[[Exception], object]) -> None:
        """Call `end` with the error when `withdraw` is called. Raises the error if it was called before."""
        with self._lock:
            if self._error is None:
                self._waits.add(end)
                return
        self.check()

    def discard(self, end: Callable[[Exception], object]) -> None:
        """Forget `end`: its wait is over."""
        with self._lock:
            self._waits.discard(end)


class WaitingQueue:
    """First come, first served within a priority; `interactive` before `bulk`. Not locked: the scheduler does that."""

    def __init__(self) -> None:
        self._interactive: deque[Waiter] = deque()
        self._bulk: deque[Waiter] = deque()
        self._live = [0, 0]
        self._latest: list[tuple[float, int, Waiter]] = []
        self._sequence = 0

    def __len__(self) -> int:
        return self._live[0] + self._live[1]

    def ahead(self, bulk: bool) -> int:
        """How many calls start before a new one."""
        return self._live[0] + (self._live[1] if bulk else 0)

    def add(self, waiter: Waiter) -> None:
        (self._bulk if waiter.bulk else self._interactive).append(waiter)
        self._live[waiter.bulk] += 1
        if waiter.latest < inf:
            self._sequence += 1
            heapq.heappush(self._latest, (waiter.latest, self._sequence, waiter))

    def leave(self, waiter: Waiter) -> bool:
        """Remove `waiter` from any position; False if it has left already."""
        if waiter.gone:
            return False
        waiter.gone = True
        self._live[waiter.bulk] -= 1
        if len(self._latest) > 2 * len(self) + 64:
            self._latest = [entry for entry in self._latest if not entry[2].gone]
            heapq.heapify(self._latest)
        line = self._bulk if waiter.bulk else self._interactive
        while line and line[0].gone:
            line.popleft()
        if len(line) > 2 * self._live[waiter.bulk] + 64:
            alive = [each for each in line if not each.gone]
            line.clear()
            line.extend(alive)
        return True

    def first(self, most: int) -> list[Waiter]:
        """The first `most` in their order; they stay in the queue."""
        return list(islice(self._in_order(), most))

    def next_bound(self) -> float:
        """The earliest `latest` of all waiters; inf if none has one."""
        while self._latest and self._latest[0][2].gone:
            heapq.heappop(self._latest)
        return self._latest[0][0] if self._latest else inf

    def overdue(self, now: float) -> list[Waiter]:
        """Remove and return the waiters that may not wait until after `now`."""
        late: list[Waiter] = []
        while self.next_bound() <= now:
            waiter = heapq.heappop(self._latest)[2]
            if self.leave(waiter):
                late.append(waiter)
        return late

    def _in_order(self) -> Iterator[Waiter]:
        for line in (self._interactive, self._bulk):
            for waiter in line:
                if not waiter.gone:
                    yield waiter
