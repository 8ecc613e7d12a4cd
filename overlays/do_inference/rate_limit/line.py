"""The line before a store: who waits, who may go, and the thread that waits for the next free place."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from math import inf

from .errors import RateLimitDeadlineError
from .queue import Waiter, WaitingQueue
from .stores.base import Decision, Mark, Store
from .timing import Clock

_LINGER = 5.0
"""Seconds that the timer thread stays when nobody waits."""
_FLUSH = 0.5
"""Seconds within which a shared store is told what became of grants, if nobody asks it for more before."""
_BATCH = 64
"""How many are asked for at once."""


class Line:
    """Lets waiters go, in their order, as the store decides. Every method may be called from any thread."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self.lock = threading.Lock()
        self._changed = threading.Condition(self.lock)
        self._queue = WaitingQueue()
        self._marks: list[Mark] = []
        self._thread: threading.Thread | None = None
        self._retry_at = -inf
        self._daily_until = -inf

    def __len__(self) -> int:
        return len(self._queue)

    # -- coming and going -----------------------------------------------------------------------------------------

    def at_once(self, tokens: int) -> tuple[float, float] | None:
        """The stamp of a grant and its time, if nobody waits and one may go now."""
        self.survive_fork()
        if not self._store.inline:
            return None
        with self.lock:  # the same as that of `_changed`, and quicker to take: every request comes by here
            if len(self._queue):
                return None
            now = self._clock.monotonic()
            decision = self._store.exchange((), (tokens,))
            if decision.stamps:
                return decision.stamps[0], now
            self._retry_at = decision.retry_at
            self._daily_until = decision.daily_until
        return None

    def enter(self, waiter: Waiter, *, foretell: bool) -> tuple[float, int, float]:
        """Line up. Returns when that was, how many are ahead and, where it is asked for, when it may go.

        Raises:
            RateLimitDeadlineError: It would be too late.
        """
        with self._changed:
            now = self._clock.monotonic()
            self._refuse_hopeless(waiter, now)
            ahead = self._queue.ahead(waiter.bulk)
            available_at = self._available_at(now, ahead, waiter.tokens) if foretell else now
            self._queue.add(waiter)
            if self._store.inline:
                self._dispatch_inline()
            if not waiter.gone:
                self._rouse()
        return now, ahead, available_at

    def leave(self, waiter: Waiter) -> None:
        """The caller went away. If it was let go in the meantime, its place goes to the next."""
        with self._changed:
            left = self._queue.leave(waiter)
            stamp = waiter.stamp
            if left and self._store.inline and len(self._queue):
                self._dispatch_inline()
        if not left and stamp is not None:
            self.note((Mark("cancelled", stamp, tokens=waiter.tokens),))

    def note(self, marks: Sequence[Mark]) -> None:
        """Take in what became of grants."""
        self.survive_fork()
        with self._changed:
            if not self._store.inline:
                self._marks.extend(marks)
                self._rouse()
            elif len(self._queue):
                self._marks.extend(marks)
                self._dispatch_inline()
            else:
                self._store.exchange(marks, ())

    def _refuse_hopeless(self, waiter: Waiter, now: float) -> None:
        if self._daily_until > now:
            raise self._too_late(self._daily_until, now, daily=True)
        if waiter.deadline < inf:
            available_at = self._available_at(now, self._queue.ahead(waiter.bulk), waiter.tokens)
            if available_at > waiter.deadline:
                raise self._too_late(available_at, now)

    def _available_at(self, now: float, ahead: int, tokens: int) -> float:
        ledger = self._store.view()
        return ledger.available_at(now + ledger.offset, ahead, tokens) - ledger.offset

    def _too_late(self, at: float, now: float, *, daily: bool = False) -> RateLimitDeadlineError:
        return RateLimitDeadlineError(at, self._clock.unix() + at - now, "daily-cap" if daily else "deadline")

    # -- letting go -----------------------------------------------------------------------------------------------

    def _dispatch_inline(self) -> None:
        """Let go whoever may go. With the lock held."""
        before = self._retry_at
        while True:
            marks, self._marks = self._marks, []
            waiters = self._queue.first(_BATCH)
            decision = self._store.exchange(marks, [waiter.tokens for waiter in waiters])
            lost = self._release(waiters, decision)
            if not lost and (len(decision.stamps) < len(waiters) or not waiters):
                break
        if self._retry_at < before:
            self._changed.notify()

    def _release(self, waiters: Sequence[Waiter], decision: Decision) -> int:
        """Wake those who may go; returns how many grants found nobody and were handed back. With the lock held."""
        lost = 0
        for waiter, stamp in zip(waiters, decision.stamps, strict=False):
            waits = self._queue.leave(waiter)
            if waits:
                waiter.stamp = stamp
            if not (waits and waiter.wake()):
                lost += 1
                self._marks.append(Mark("cancelled", stamp, tokens=waiter.tokens))
        self._retry_at = decision.retry_at if len(decision.stamps) < len(waiters) else -inf
        self._daily_until = decision.daily_until
        if self._daily_until > self._clock.monotonic():
            now = self._clock.monotonic()
            self._fail_all(lambda: self._too_late(self._daily_until, now, daily=True))
        return lost

    def _fail_all(self, error: Callable[[], Exception]) -> None:
        for waiter in self._queue.first(len(self._queue)):
            self._queue.leave(waiter)
            waiter.error = error()
            waiter.wake()

    def _fail_overdue(self, now: float) -> None:
        for waiter in self._queue.overdue(now):
            waiter.error = self._too_late(
                max(now, self._retry_at, self._available_at(now, 0, waiter.tokens)), now
            )
            waiter.wake()

    # -- the timer ------------------------------------------------------------------------------------------------

    def _rouse(self) -> None:
        """See that the timer thread runs and looks. With the lock held."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="do-inference-rate-limit", daemon=True)
            self._thread.start()
        else:
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            idle_until = self._clock.monotonic() + _LINGER
            while True:
                now = self._clock.monotonic()
                self._fail_overdue(now)
                if len(self._queue):
                    idle_until = now + _LINGER
                    if self._store.inline:
                        self._dispatch_inline()
                    elif now >= self._retry_at or self._marks:
                        self._exchange()
                    until = min(self._retry_at, self._queue.next_deadline())
                elif self._marks:
                    self._exchange()
                    until = now + _FLUSH
                elif now >= idle_until:
                    self._thread = None
                    return
                else:
                    until = idle_until
                if until > self._clock.monotonic() and (
                    self._store.inline or not (self._marks and len(self._queue))
                ):
                    # What was noted during an exchange may change what waiters were told: look again at once.
                    self._clock.wait(self._changed, until)

    def _exchange(self) -> None:
        """Ask a store that takes its time, without the lock; whoever leaves meanwhile hands back."""
        marks, self._marks = self._marks, []
        waiters = self._queue.first(_BATCH)
        demands = [waiter.tokens for waiter in waiters]
        failure: Exception | None = None
        decision = Decision(())
        self._changed.release()
        try:
            decision = self._store.exchange(marks, demands)
        except Exception as error:  # noqa: BLE001 - it is handed to every caller that waits
            failure = error
        finally:
            self._changed.acquire()
        if failure is None:
            self._release(waiters, decision)
        else:
            self._fail_all(lambda: failure)

    def survive_fork(self) -> None:
        """In a child nobody of the parent waits, its timer did not come along, and its lock may be held."""
        if self._pid != os.getpid():
            self._begin()
            self._store.after_fork()
