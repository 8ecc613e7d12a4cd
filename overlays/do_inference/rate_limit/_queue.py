"""The calls that wait, and their order."""

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
"""Interactive calls that start for each bulk call while both wait. Bulk work always gets a tenth of the places, so it
never stops, and makes interactive calls at most a ninth slower."""
_OVERTAKEN_SECONDS = 30.0
"""How long smaller calls may overtake one that waits for tokens: half of the shortest window that counts tokens. After
that the window empties until the call fits, so it waits a window and a half at most."""
_MAX_EXAMINED = 256
"""How many calls at the head of the queue are examined for smaller ones, to bound the cost of one look."""


class Waiter:
    """One call that waits. Either `stamp` or `error` is set before `wake` is called."""

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
        """Called once, from any thread; returns False if the caller's event loop has ended."""
        self.tokens = tokens
        self.bulk = bulk
        self.latest = latest
        """When the call fails if it still waits."""
        self.bound: DeadlineReason = bound
        """What sets `latest`."""
        self.max_wait = max_wait
        self.since = 0.0
        """When it entered the queue."""
        self.counted = False
        """Whether its wait is counted."""
        self.stamp: float | None = None
        self.error: Exception | None = None
        self.gone = False
        """Whether it has left the queue: cancelled, released or failed."""
        self.allowance = tokens
        """Tokens that later calls may take before this one, in total: its own, so that they double its wait at most."""
        self.overtaken_until = inf
        """When calls that use tokens may no longer overtake this one; inf until it has waited for tokens."""


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
            end(_copy_of(error))

    def check(self) -> None:
        """Raise the error of `withdraw`, if it was called."""
        if self._error is not None:
            raise _copy_of(self._error)

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


def _copy_of(error: Exception) -> Exception:
    """A copy of `error`: tracebacks of several threads in one object would mix, and keep what each of them holds."""
    try:
        return copy(error).with_traceback(None)
    except Exception:  # noqa: BLE001 - an exception of another program need not be made for copies
        return error.with_traceback(None)


class WaitingQueue:
    """First come, first served within a priority, and the priorities by their weights.

    Nine interactive calls start for each bulk call while both wait. Not locked: the scheduler does that.
    """

    def __init__(self) -> None:
        self._interactive: deque[Waiter] = deque()
        self._bulk: deque[Waiter] = deque()
        self._sizes = [0, 0]
        self._turn = 0
        """Interactive calls that started while bulk calls waited, since the last bulk call started."""
        self._latest: list[tuple[float, int, Waiter]] = []
        self._sequence = 0

    def __len__(self) -> int:
        return self._sizes[0] + self._sizes[1]

    def ahead(self, bulk: bool) -> int:
        """How many calls start before a new one, if no more arrive."""
        interactive, waiting = self._sizes
        if bulk:
            return waiting + min(interactive, INTERACTIVE_SHARE * (waiting + 1) - self._turn)
        return interactive + min(waiting, (self._turn + interactive) // INTERACTIVE_SHARE)

    def waiting(self, priority: Priority) -> int:
        """How many calls of `priority` wait."""
        return self._sizes[priority == "bulk"]

    def add(self, waiter: Waiter) -> None:
        (self._bulk if waiter.bulk else self._interactive).append(waiter)
        self._sizes[waiter.bulk] += 1
        if waiter.latest < inf:
            self._sequence += 1
            heapq.heappush(self._latest, (waiter.latest, self._sequence, waiter))

    def leave(self, waiter: Waiter) -> bool:
        """Remove `waiter` from any position; False if it has left already."""
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
        """Remove `waiter` because it may start; False if it has left already."""
        if not self.leave(waiter):
            return False
        if waiter.bulk:
            self._turn = 0
        elif self._sizes[1]:
            self._turn = min(self._turn + 1, INTERACTIVE_SHARE)
        return True

    def first(self, most: int) -> list[Waiter]:
        """The first `most` in their order; they stay in the queue."""
        return list(islice(self._in_order(), most))

    def overtaking(self, blocked: Waiter, below: int, now: float, most: int) -> list[Waiter]:
        """The first `most` calls of fewer than `below` tokens that may start before `blocked`, which waits for tokens.

        Calls without tokens always may. The others may for a limited time, and only for as many tokens in total as
        `blocked` needs itself.
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
        interactive = (waiter for waiter in self._interactive if not waiter.gone)
        bulk = (waiter for waiter in self._bulk if not waiter.gone)
        yield from islice(interactive, INTERACTIVE_SHARE - self._turn if self._sizes[1] else None)
        for waiter in bulk:
            yield waiter
            yield from islice(interactive, INTERACTIVE_SHARE)
        yield from interactive
