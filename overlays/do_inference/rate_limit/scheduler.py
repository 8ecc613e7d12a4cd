"""The queue before a store: which calls wait, which may start, and the thread that waits for the next free place."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from math import inf
from typing import Final

from .errors import DeadlineReason, RateLimitDeadlineError
from .queue import Waiter, WaitingQueue
from .stores.base import Decision, Mark, Store
from .timing import Clock

logger: Final = logging.getLogger("do_inference")

_LINGER = 5.0
"""Seconds that the worker thread stays when no call waits: a start of a thread costs about 100 microseconds."""
_FLUSH = 0.5
"""Seconds within which a shared store receives the marks of answered calls if no call waits."""
_BATCH = 64
"""Calls for which one exchange asks: a script of 64 demands keeps a Redis server for less than a millisecond."""


class Scheduler:
    """Starts waiting calls in their order, as the store decides. Every method may be called from any thread."""

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

    # -- entering and leaving -------------------------------------------------------------------------------------

    def try_now(self, tokens: int) -> tuple[float, float] | None:
        """The stamp of a permit and its time, if no call waits and one may start now."""
        self.survive_fork()
        if not self._store.inline:
            return None
        with self.lock:  # The lock of `_changed`, which is quicker to take directly.
            if len(self._queue):
                return None
            now = self._clock.monotonic()
            decision = self._store.exchange((), (tokens,))
            if decision.stamps:
                return decision.stamps[0], now
            self._retry_at = decision.retry_at
            self._daily_until = decision.daily_until
        return None

    def enter(self, waiter: Waiter, *, predict: bool) -> tuple[float, int, float]:
        """Add `waiter` to the queue. Returns the time, the number of calls ahead, and the predicted start.

        The prediction is made if `predict` is true or the wait has a bound.

        Raises:
            RateLimitDeadlineError: The predicted start is later than the call may wait.
        """
        with self._changed:
            now = self._clock.monotonic()
            ahead = self._queue.ahead(waiter.bulk)
            available_at = now
            if self._daily_until > now:
                raise self._too_late(self._daily_until, now, "daily_cap")
            if predict or waiter.latest < inf:
                available_at = self._available_at(now, ahead, waiter.tokens)
                if available_at > waiter.latest:
                    raise self._too_late(available_at, now, waiter.bound, waiter)
            self._queue.add(waiter)
            try:
                if self._store.inline:
                    self._dispatch_inline()
                if not waiter.gone:
                    self._rouse()
            except BaseException:
                self._queue.leave(waiter)
                raise
        return now, ahead, available_at

    def leave(self, waiter: Waiter) -> None:
        """The caller was cancelled. If it was released in the meantime, the next call gets its place."""
        with self._changed:
            left = self._queue.leave(waiter)
            stamp = waiter.stamp
            if left:
                self._advance()
        if not left and stamp is not None:
            self.note((Mark("cancelled", stamp, tokens=waiter.tokens),))

    def fail(self, waiter: Waiter, error: Exception) -> None:
        """End the wait of `waiter` with `error`, unless it has left the queue."""
        with self._changed:
            if self._fail(waiter, error):
                self._advance()

    def note(self, marks: Sequence[Mark]) -> None:
        """Record what happened to permits."""
        self.survive_fork()
        with self._changed:
            if not self._store.inline:
                self._marks.extend(marks)
                self._rouse()
            elif len(self._queue):
                self._marks.extend(marks)
                self._advance()
            else:
                try:
                    self._store.exchange(marks, ())
                except Exception:
                    # An error here must not cost the caller the response that it was made from.
                    logger.exception("the rate limiter could not evaluate a response")

    def _available_at(self, now: float, ahead: int, tokens: int) -> float:
        ledger = self._store.view()
        return ledger.available_at(now + ledger.offset, ahead, tokens) - ledger.offset

    def _too_late(
        self, at: float, now: float, reason: DeadlineReason, waiter: Waiter | None = None
    ) -> RateLimitDeadlineError:
        max_wait = None if waiter is None else waiter.max_wait
        waited = 0.0 if waiter is None or max_wait is None else max(0.0, now - (waiter.latest - max_wait))
        return RateLimitDeadlineError(
            at, self._clock.unix() + at - now, reason, wait=at - now, max_wait=max_wait, waited=waited
        )

    def _advance(self) -> None:
        """Let the next calls of the queue start after a change. With the lock held. Raises nothing."""
        if not (self._store.inline and len(self._queue)):
            return
        try:
            self._dispatch_inline()
        except Exception:
            logger.exception("the rate limiter could not evaluate a change")
            self._rouse()  # The worker tries again; if it fails too, the waiting calls get its error.

    # -- releasing ------------------------------------------------------------------------------------------------

    def _dispatch_inline(self) -> None:
        """Release the calls that may start. With the lock held."""
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
        """Wake the calls that may start; returns how many permits were handed back. With the lock held."""
        lost = 0
        for waiter, stamp in zip(waiters, decision.stamps, strict=False):
            waits = self._queue.leave(waiter)
            if waits:
                waiter.stamp = stamp
            if not (waits and self._wake(waiter)):
                lost += 1
                self._marks.append(Mark("cancelled", stamp, tokens=waiter.tokens))
        self._retry_at = decision.retry_at if len(decision.stamps) < len(waiters) else -inf
        self._daily_until = decision.daily_until
        now = self._clock.monotonic()
        if self._daily_until > now:
            self._fail_all(lambda: self._too_late(self._daily_until, now, "daily_cap"))
        elif self._retry_at > self._queue.next_bound():
            # Nothing starts before both moments, so a call whose bound is earlier need not wait for it.
            self._fail_overdue(now, min(self._retry_at, self._available_at(now, 0, 0)))
        return lost

    def _wake(self, waiter: Waiter) -> bool:
        try:
            return waiter.wake()
        except Exception:
            logger.exception("a call that waited for the rate limit could not be resumed")
            return False

    def _fail(self, waiter: Waiter, error: Exception) -> bool:
        if not self._queue.leave(waiter):
            return False
        waiter.error = error
        self._wake(waiter)
        return True

    def _fail_all(self, error: Callable[[], Exception]) -> None:
        for waiter in self._queue.first(len(self._queue)):
            self._fail(waiter, error())

    def _fail_overdue(self, now: float, free_at: float) -> None:
        """Fail the calls that may not wait until `free_at`."""
        for waiter in self._queue.overdue(free_at):
            at = max(now, self._retry_at, self._available_at(now, 0, waiter.tokens))
            waiter.error = self._too_late(at, now, waiter.bound, waiter)
            self._wake(waiter)

    # -- the worker -----------------------------------------------------------------------------------------------

    def _rouse(self) -> None:
        """Make the worker look at the queue; start it if it does not run. With the lock held."""
        if self._thread is None:
            thread = threading.Thread(target=self._run, name="do-inference-rate-limit", daemon=True)
            thread.start()
            self._thread = thread
        else:
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            try:
                self._work()
            except BaseException as error:
                # Every call that waits gets the error; the next call starts another worker.
                logger.exception("the worker of the rate limiter failed; the waiting calls raise its error")
                failure = error if isinstance(error, Exception) else RuntimeError("the worker was stopped")
                self._fail_all(lambda: failure)
                if failure is not error:
                    raise
            finally:
                self._thread = None

    def _work(self) -> None:
        """Release calls as places become free; returns when no call has waited for a while. With the lock held."""
        idle_until = self._clock.monotonic() + _LINGER
        while True:
            now = self._clock.monotonic()
            if len(self._queue):
                idle_until = now + _LINGER
                if self._store.inline:
                    self._dispatch_inline()
                elif now >= self._retry_at or self._marks:
                    self._exchange()
                # After the exchange, so that a shared store is asked even for a call that may not wait.
                self._fail_overdue(now, now)
                until = min(self._retry_at, self._queue.next_bound()) if len(self._queue) else idle_until
            elif self._marks:
                self._exchange()
                until = now + _FLUSH
            elif now >= idle_until:
                return
            else:
                until = idle_until
            if until > self._clock.monotonic() and (
                self._store.inline or not (self._marks and len(self._queue))
            ):
                # A mark noted during an exchange may free a place: look again at once.
                self._clock.wait(self._changed, until)

    def _exchange(self) -> None:
        """Ask a store that takes time, without the lock. A call that leaves meanwhile hands its permit back."""
        marks, self._marks = self._marks, []
        waiters = self._queue.first(_BATCH)
        demands = [waiter.tokens for waiter in waiters]
        failure: Exception | None = None
        decision = Decision(())
        self._changed.release()
        try:
            decision = self._store.exchange(marks, demands)
        except Exception as error:  # noqa: BLE001 - every waiting call raises it
            failure = error
        finally:
            self._changed.acquire()
        if failure is None:
            self._release(waiters, decision)
            return
        if not len(self._queue):
            logger.error("the store of the rate limiter failed while no call waited: %s", failure)
        self._fail_all(lambda: failure)

    def survive_fork(self) -> None:
        """In a child no call of the parent waits, its worker does not exist, and its lock may be held."""
        if self._pid != os.getpid():
            self._begin()
            self._store.after_fork()
