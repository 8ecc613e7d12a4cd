"""The queue of waiting calls."""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Callable, Iterator
from copy import copy
from itertools import islice
from math import inf
from typing import Literal

from ._errors import DeadlineReason

Priority = Literal["interactive", "bulk"]

INTERACTIVE_SHARE = 9
"""Interactive calls that start for each bulk call while both wait. Bulk calls always get a tenth of the starts, so they
never stop, and slow interactive calls by at most a ninth."""
_OVERTAKEN_SECONDS = 30.0
"""Seconds for which smaller calls may overtake one that waits for tokens: half of the shortest token window. After that
the window empties until the call fits, so the call waits at most one and a half windows."""
_MAX_EXAMINED = 256
"""Maximum calls at the head of the queue that are searched for smaller ones, to bound the cost of one search."""


class Waiter:
    """A waiting call. Either `stamp` or `error` is set before `wake` is called."""

    __slots__ = (
        "allowance",
        "bound",
        "bulk",
        "counted",
        "error",
        "gone",
        "latest",
        "max_wait",
        "overtaken_until",
        "since",
        "stamp",
        "tokens",
        "wake",
    )

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
        """Resumes the call. It is called once, from any thread, and returns False if the caller's event loop has
        ended."""
        self.tokens = tokens
        self.bulk = bulk
        self.latest = latest
        """The latest start. The call fails if it still waits then."""
        self.bound: DeadlineReason = bound
        """Whether `latest` is the deadline or follows from `max_wait`."""
        self.max_wait = max_wait
        self.since = 0.0
        """When it entered the queue."""
        self.counted = False
        """Whether its wait is counted."""
        self.stamp: float | None = None
        self.error: Exception | None = None
        self.gone = False
        """Whether the call has left the queue: it was cancelled, released or failed."""
        self.allowance = tokens
        """Total tokens that overtaking calls may use. Initially those of this call, so that its wait at most
        doubles."""
        self.overtaken_until = inf
        """When calls with tokens may no longer overtake this one; infinite until it first waits for tokens."""


class Withdrawal:
    """A handle that ends waits from another thread or task. One withdrawal can serve any number of calls.

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
        """Raise `error` in every call that waits with this withdrawal, and in every later one.

        Only the first call of this method has an effect. It is thread-safe.
        """
        with self._lock:
            if self._error is not None:
                return
            self._error = error
            waits = list(self._waits)
            self._waits.clear()
        for end in waits:
            end(_copy_of(error))

    def check(self) -> None:
        """Raise the error of `withdraw`, if it was called."""
        if self._error is not None:
            raise _copy_of(self._error)

    def add(self, end: Callable[[Exception], object]) -> None:
        """Register `end`, which `withdraw` calls with the error. Raise the error if `withdraw` was called before."""
        with self._lock:
            if self._error is None:
                self._waits.add(end)
                return
        self.check()

    def discard(self, end: Callable[[Exception], object]) -> None:
        """Unregister `end`, because its wait is over."""
        with self._lock:
            self._waits.discard(end)


def _copy_of(error: Exception) -> Exception:
    """Return a copy of `error`. Threads must not share one object, whose traceback would mix theirs and keep their
    frames alive.
    """
    try:
        return copy(error).with_traceback(None)
    except Exception:  # noqa: BLE001 - exceptions of callers may not support copies
        return error.with_traceback(None)


class WaitingQueue:
    """A queue that is first in, first out within a priority, with weighted priorities.

    Nine interactive calls start for each bulk call while both wait. Not thread-safe: the scheduler locks it.
    """

    def __init__(self) -> None:
        self._interactive: deque[Waiter] = deque()
        self._bulk: deque[Waiter] = deque()
        self._sizes = [0, 0]
        self._turn = 0
        """Interactive calls started while bulk calls waited, since the last bulk call."""
        self._latest: list[tuple[float, int, Waiter]] = []
        self._sequence = 0

    def __len__(self) -> int:
        return self._sizes[0] + self._sizes[1]

    def ahead(self, bulk: bool) -> int:
        """Return how many calls start before a new one, if no more arrive."""
        interactive, waiting = self._sizes
        if bulk:
            return waiting + min(interactive, INTERACTIVE_SHARE * (waiting + 1) - self._turn)
        return interactive + min(waiting, (self._turn + interactive) // INTERACTIVE_SHARE)

    def waiting(self, priority: Priority) -> int:
        """Return how many calls of `priority` wait."""
        return self._sizes[priority == "bulk"]

    def add(self, waiter: Waiter) -> None:
        (self._bulk if waiter.bulk else self._interactive).append(waiter)
        self._sizes[waiter.bulk] += 1
        if waiter.latest < inf:
            self._sequence += 1
            heapq.heappush(self._latest, (waiter.latest, self._sequence, waiter))

    def leave(self, waiter: Waiter) -> bool:
        """Remove `waiter` from any position. Return False if it has already left."""
        if waiter.gone:
            return False
        waiter.gone = True
        self._sizes[waiter.bulk] -= 1
        if len(self._latest) > 2 * len(self) + 64:
            self._latest = [entry for entry in self._latest if not entry[2].gone]
            heapq.heapify(self._latest)
        queue = self._bulk if waiter.bulk else self._interactive
        while queue and queue[0].gone:
            queue.popleft()
        if len(queue) > 2 * self._sizes[waiter.bulk] + 64:
            alive = [each for each in queue if not each.gone]
            queue.clear()
            queue.extend(alive)
        return True

    def start(self, waiter: Waiter) -> bool:
        """Remove `waiter` because it may start. Return False if it has already left."""
        if not self.leave(waiter):
            return False
        if waiter.bulk:
            self._turn = 0
        elif self._sizes[1]:
            self._turn = min(self._turn + 1, INTERACTIVE_SHARE)
        return True

    def first(self, most: int) -> list[Waiter]:
        """Return the first `most` calls in order. They stay in the queue."""
        return list(islice(self._in_order(), most))

    def overtaking(self, blocked: Waiter, below: int, now: float, most: int) -> list[Waiter]:
        """Return the first `most` calls of fewer than `below` tokens that may start before `blocked`, which waits for
        tokens.

        Calls without tokens always may. Calls with tokens may for a limited time, and only up to the number of tokens
        that `blocked` itself needs.
        """
        if blocked.overtaken_until == inf:
            blocked.overtaken_until = now + _OVERTAKEN_SECONDS
        allowance = blocked.allowance if now < blocked.overtaken_until else 0
        found: list[Waiter] = []
        for waiter in islice(self._in_order(), _MAX_EXAMINED):
            if waiter is not blocked and waiter.tokens < below and waiter.tokens <= allowance:
                found.append(waiter)
                allowance -= waiter.tokens
                if len(found) == most:
                    break
        return found

    def next_bound(self) -> float:
        """Return the earliest `latest` of all waiters; infinite if none has one."""
        while self._latest and self._latest[0][2].gone:
            heapq.heappop(self._latest)
        return self._latest[0][0] if self._latest else inf

    def overdue(self, now: float) -> list[Waiter]:
        """Remove and return the waiters whose latest start is `now` or earlier."""
        late: list[Waiter] = []
        while self.next_bound() <= now:
            waiter = heapq.heappop(self._latest)[2]
            if self.leave(waiter):
                late.append(waiter)
        return late

    def _in_order(self) -> Iterator[Waiter]:
        interactive = (waiter for waiter in self._interactive if not waiter.gone)
        bulk = (waiter for waiter in self._bulk if not waiter.gone)
        yield from islice(interactive, INTERACTIVE_SHARE - self._turn if self._sizes[1] else None)
        for waiter in bulk:
            yield waiter
            yield from islice(interactive, INTERACTIVE_SHARE)
        yield from interactive
