"""Who waits, in which order."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from math import inf
from typing import Literal

Priority = Literal["interactive", "bulk"]


class Waiter:
    """One call that waits. Exactly one of `stamp` and `error` is set before `wake` is called."""

    __slots__ = ("bulk", "deadline", "error", "gone", "stamp", "tokens", "wake")

    def __init__(self, wake: Callable[[], bool], tokens: int, deadline: float, bulk: bool) -> None:
        self.wake = wake
        """Called once, from any thread; returns False where nobody is left to be woken."""
        self.tokens = tokens
        self.deadline = deadline
        self.bulk = bulk
        self.stamp: float | None = None
        self.error: Exception | None = None
        self.gone = False
        """Cancelled, granted or failed: no longer in the queue."""


class WaitingQueue:
    """First come, first served within a priority; `interactive` before `bulk`. Not locked: its owner does that."""

    def __init__(self) -> None:
        self._interactive: deque[Waiter] = deque()
        self._bulk: deque[Waiter] = deque()
        self._live = [0, 0]
        self._deadlines: list[tuple[float, int, Waiter]] = []
        self._sequence = 0

    def __len__(self) -> int:
        return self._live[0] + self._live[1]

    def ahead(self, bulk: bool) -> int:
        """How many would go before a newcomer."""
        return self._live[0] + (self._live[1] if bulk else 0)

    def add(self, waiter: Waiter) -> None:
        (self._bulk if waiter.bulk else self._interactive).append(waiter)
        self._live[waiter.bulk] += 1
        if waiter.deadline < inf:
            self._sequence += 1
            heapq.heappush(self._deadlines, (waiter.deadline, self._sequence, waiter))

    def leave(self, waiter: Waiter) -> bool:
        """Take `waiter` out, wherever it stands; False if it had gone already. Its place closes up."""
        if waiter.gone:
            return False
        waiter.gone = True
        self._live[waiter.bulk] -= 1
        line = self._bulk if waiter.bulk else self._interactive
        while line and line[0].gone:
            line.popleft()
        if len(line) > 2 * self._live[waiter.bulk] + 64:
            alive = [each for each in line if not each.gone]
            line.clear()
            line.extend(alive)
        return True

    def first(self, most: int) -> list[Waiter]:
        """The first `most`, in their order; they stay in the queue."""
        return list(islice(self._in_order(), most))

    def next_deadline(self) -> float:
        while self._deadlines and self._deadlines[0][2].gone:
            heapq.heappop(self._deadlines)
        return self._deadlines[0][0] if self._deadlines else inf

    def overdue(self, now: float) -> list[Waiter]:
        """Those whose deadline has come; they have left the queue."""
        late: list[Waiter] = []
        while self.next_deadline() <= now:
            waiter = heapq.heappop(self._deadlines)[2]
            if self.leave(waiter):
                late.append(waiter)
        return late

    def _in_order(self) -> Iterator[Waiter]:
        for line in (self._interactive, self._bulk):
            for waiter in line:
                if not waiter.gone:
                    yield waiter
