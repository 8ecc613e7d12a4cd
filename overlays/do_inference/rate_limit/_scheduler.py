"""The queue before a store: which calls wait, which may start, and the thread that waits for the next free place."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from math import inf
from typing import TYPE_CHECKING, Final

from .. import _process
from ._errors import DeadlineReason, RateLimitDeadlineError
from ._ledger import Ledger
from ._queue import Waiter, WaitingQueue
from ._stores.base import Decision, Mark, Store
from ._timing import TimeSource
from ._wait_log import cause_of

if TYPE_CHECKING:
    from ._state import Counters, QueueState

logger: Final = logging.getLogger("do_inference")

_WORKER_IDLE = 5.0
"""Seconds for which the worker thread continues to run while no call waits: starting a thread costs about 100
microseconds."""
_LONG_WAIT = 1.0
"""Predicted wait in seconds above which its cause is determined. Shorter waits are not logged."""
_FLUSH = 0.1
"""Maximum seconds until a shared store receives the marks of completed calls if there is no earlier exchange. Other
processes do not see them until then; the arrival margin is many times longer."""
_BATCH = 64
"""Maximum calls in one exchange: a script with 64 demands occupies a Redis server for less than a millisecond."""
_TICK = 0.001
"""Minimum seconds between two exchanges for the same call, so that a store that returns a past time does not cause a
busy loop."""
_ALL_TOKENS = 1 << 62
"""More tokens than any window has: the ledger counts it as the complete window."""


class Scheduler:
    """The queue of waiting calls and the exchanges with the store that start them. Every method is thread-safe."""

    def __init__(self, store: Store, clock: TimeSource) -> None:
        self._store = store
        self._clock = clock
        self._reset()

    def _reset(self) -> None:
        self._process = _process.forks
        self.lock = threading.Lock()
        self._changed = threading.Condition(self.lock)
        self._queue = WaitingQueue()
        self._marks: list[Mark] = []
        self._flush_at = inf
        """The latest time at which a shared store receives the marks."""
        self._exchanging = False
        """Whether an exchange with a shared store is in progress."""
        self._wakes_at = -inf
        """When the waiting worker wakes up."""
        self._calls = self._waits = self._deadline_errors = self._rejections = 0
        self._seconds_waited = 0.0
        self._thread: threading.Thread | None = None
        self._retry_at = -inf
        self._daily_until = -inf
        self._exchange_again = False
        """Whether to exchange with the store immediately, because calls that the last exchange did not include may be
        able to start."""
        self._blocked: Waiter | None = None
        """The call at the head of the queue, while it waits for tokens and smaller calls may overtake it."""
        self._blocked_until = -inf
        self._smallest_not_admitted = 0
        """The smallest number of tokens that was not admitted since then."""
        self._below = 0
        """The next exchange includes only calls with fewer tokens than this."""

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def counters(self) -> Counters:
        """The counters so far. The caller holds the lock, as for `queue_state`."""
        from ._state import Counters  # Imported here for start-up time.

        return Counters(
            self._calls, self._waits, self._seconds_waited, self._deadline_errors, self._rejections
        )

    def queue_state(self, ledger: Ledger, now: float) -> QueueState:
        """Return the number of waiting calls and, from `ledger`, the cause of the first one's wait."""
        from ._state import QueueState

        if not len(self._queue):
            return QueueState()
        tokens = self._queue.first(1)[0].tokens
        there = now + ledger.offset
        starts_at = max(self._retry_at, ledger.available_at(there, 0, tokens) - ledger.offset)
        waiting = self._queue.waiting
        return QueueState(
            waiting("interactive"), waiting("bulk"), starts_at, cause_of(ledger, there, 0, tokens)
        )

    # -- entering and leaving -------------------------------------------------------------------------------------

    def try_now(self, tokens: int, *, may_block: bool) -> tuple[float, float] | None:
        """Return the stamp of a permit and its time, or None if the call has to wait.

        An exchange with a shared store happens only if the caller may block.
        """
        self.reset_after_fork()
        if not self._store.inline:
            return self._try_shared(tokens) if may_block else None
        with self.lock:  # The lock of `_changed`; acquiring it directly is faster.
            if len(self._queue):
                return None
            now = self._clock.monotonic()
            ledger = self._store.view()
            stamp = ledger.admit(now, tokens)
            if stamp is not None:
                self._calls += 1
                return stamp, now
            self._retry_at = ledger.retry_at
            self._daily_until = ledger.estimator.backoff.daily_until
        return None

    def _try_shared(self, tokens: int) -> tuple[float, float] | None:
        """Exchange with a shared store in the caller's thread: a switch to the worker and back takes longer than the
        exchange.
        """
        with self._changed:
            now = self._clock.monotonic()
            if len(self._queue) or self._exchanging or now < self._retry_at:
                return None
            marks, self._marks = self._marks, []
            decision = self._exchange_unlocked(marks, (tokens,))
            if decision.stamps:
                self._calls += 1
                return decision.stamps[0], self._clock.monotonic()
            if not tokens:  # Otherwise the worker exchanges, which also considers smaller calls.
                self._retry_at = max(now + _TICK, decision.retry_at)
            self._daily_until = decision.daily_until
        return None

    def _exchange_unlocked(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        """Exchange with a shared store. The lock is released in the meantime."""
        self._exchanging = True
        self._flush_at = inf
        self._changed.release()
        try:
            return self._store.exchange(marks, demands)
        finally:
            self._changed.acquire()
            self._exchanging = False
            if len(self._queue) or self._wakes_at == inf:
                self._changed.notify()  # The worker may have waited for the end of this exchange.

    def enter(self, waiter: Waiter) -> tuple[float, int, float, str]:
        """Add `waiter` to the queue.

        Raises:
            RateLimitDeadlineError: The predicted start is later than the latest start of the call.
        """
        with self._changed:
            now = self._clock.monotonic()
            ahead = self._queue.ahead(waiter.bulk)
            cause = ""
            if self._daily_until > now:
                self._deadline_errors += 1
                raise self._too_late(self._daily_until, now, "daily_cap")
            available_at = self._available_at(now, ahead, waiter.tokens)
            if available_at > waiter.latest:
                self._deadline_errors += 1
                raise self._too_late(available_at, now, waiter.bound, waiter)
            if available_at - now > _LONG_WAIT:
                ledger = self._store.view()
                cause = cause_of(ledger, now + ledger.offset, ahead, waiter.tokens)
            waiter.since = now
            self._queue.add(waiter)
            if self._blocked is not None and waiter.tokens < self._smallest_not_admitted:
                self._below = waiter.tokens + 1
                self._exchange_again = self._exchange_again or bool(self._overtakers(now, 1))
            try:
                if self._store.inline:
                    self._dispatch_inline()
                if not waiter.gone:
                    if self._store.inline or now < self._retry_at:
                        self._count_wait(waiter)
                    self._wake_worker()
            except BaseException:
                self._queue.leave(waiter)
                raise
        return now, ahead, available_at, cause

    def predicted_wait(self, tokens: int) -> float:
        """Return the seconds that a new interactive call of `tokens` tokens would wait."""
        with self.lock:
            now = self._clock.monotonic()
            return max(0.0, self._available_at(now, self._queue.ahead(False), tokens) - now)

    def leave(self, waiter: Waiter) -> None:
        """Remove a cancelled call. If it was released in the meantime, the next call gets its permit."""
        with self._changed:
            left = self._queue.leave(waiter)
            stamp = waiter.stamp
            if left:
                self._seconds_waited += self._clock.monotonic() - waiter.since
                self._advance(waiter)
        if not left and stamp is not None:
            self.record(Mark("cancelled", stamp, tokens=waiter.tokens), urgent=True)

    def fail(self, waiter: Waiter, error: Exception) -> None:
        """End the wait of `waiter` with `error`, unless it has left the queue."""
        with self._changed:
            if self._fail(waiter, error):
                self._advance(waiter)

    def record(self, *marks: Mark, urgent: bool = False, rejected: bool = False) -> None:
        """Record events of permits. A shared store receives `urgent` ones immediately, others with the next
        exchange.
        """
        self.reset_after_fork()
        with self.lock:
            self._rejections += rejected
            if not self._store.inline:
                self._record_shared(marks, urgent=urgent)
            elif len(self._queue):
                self._marks.extend(marks)
                self._advance()
            else:
                try:
                    self._store.exchange(marks, ())
                except Exception:
                    # An error here must not prevent the caller from using its response.
                    logger.exception("the rate limiter could not evaluate a response")

    def settle(self, stamp: float, at: float) -> None:
        """Record a response that was received at `at`, and whose headers are evaluated later."""
        self.reset_after_fork()
        with self.lock:
            if self._store.inline and not len(self._queue):
                self._store.view().settle(stamp, at)
                return
        self.record(Mark("settled", stamp, at))

    def used(self, stamp: float, estimate: int, total: int) -> None:
        """Record that a request used `total` tokens instead of the `estimate`."""
        self.reset_after_fork()
        with self.lock:
            if self._store.inline and not len(self._queue):
                self._store.view().used(stamp, estimate, total)
                return
        self.record(Mark("used", stamp, tokens=estimate, total=total))

    def _record_shared(self, marks: Sequence[Mark], *, urgent: bool) -> None:
        """Store `marks` for the next exchange, and make sure that it happens in time."""
        self._marks.extend(marks)
        if urgent or len(self._queue):
            self._flush_at = -inf
        elif self._flush_at == inf:
            self._flush_at = self._clock.monotonic() + _FLUSH
        if self._thread is None or self._flush_at < self._wakes_at:
            self._wake_worker()

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

    def _advance(self, left: Waiter | None = None) -> None:
        """Start the next calls after a change, for example after the call `left` has left the queue. The caller holds
        the lock. Never raises.
        """
        if not len(self._queue):
            self._retry_at = -inf  # The call that it belongs to has left.
            return
        if not self._store.inline:
            if left is not None and left is self._blocked:
                self._exchange_again = True
                self._wake_worker()
            return
        try:
            self._dispatch_inline()
        except Exception:
            logger.exception("the rate limiter could not evaluate a change")
            self._wake_worker()  # The worker tries again; if it fails too, the waiting calls get its error.

    # -- releasing ------------------------------------------------------------------------------------------------

    def _dispatch_inline(self) -> None:
        """Release the calls that may start. The caller holds the lock."""
        before = self._retry_at
        size = 1  # Most exchanges start no call or one.
        while True:
            waiters = self._candidates(size)
            marks, self._marks = self._marks, []
            asked_at = self._clock.monotonic()
            self._release(
                waiters, self._store.exchange(marks, [waiter.tokens for waiter in waiters]), asked_at
            )
            if not (self._marks or self._exchange_again):
                break
            size = min(2 * size, _BATCH)
        if self._retry_at < before and len(self._queue):
            self._changed.notify()

    def _candidates(self, most: int) -> list[Waiter]:
        """Return the calls for the next exchange, in order.

        While the call at the head waits for tokens, these are the smaller ones that may overtake it.
        """
        self._exchange_again = False
        now = self._clock.monotonic()
        blocked = self._blocked
        if blocked is None or blocked.gone or self._marks or now >= self._blocked_until:
            self._blocked = None
            return self._queue.first(most)
        if now >= self._retry_at:
            self._below = self._smallest_not_admitted = blocked.tokens
        return self._overtakers(now, most)

    def _overtakers(self, now: float, most: int) -> list[Waiter]:
        assert self._blocked is not None
        return self._queue.overtaking(self._blocked, self._below, now, most)

    def _release(self, waiters: Sequence[Waiter], decision: Decision, asked_at: float) -> None:
        """Wake the calls that may start, and determine when to exchange again.

        The caller holds the lock. `asked_at` is the time of the exchange.
        """
        for waiter, stamp in zip(waiters, decision.stamps, strict=False):
            waits = self._queue.start(waiter)
            if waits:
                waiter.stamp = stamp
                self._calls += 1
                self._seconds_waited += self._clock.monotonic() - waiter.since
                if self._blocked is not None:
                    self._blocked.allowance -= waiter.tokens
            if not (waits and self._wake(waiter)):
                self._marks.append(Mark("cancelled", stamp, tokens=waiter.tokens))
        for waiter in waiters[len(decision.stamps) :]:
            if not waiter.gone:
                self._count_wait(waiter)
        now = self._clock.monotonic()
        not_admitted = waiters[len(decision.stamps)] if len(decision.stamps) < len(waiters) else None
        self._schedule_next(not_admitted, max(asked_at + _TICK, decision.retry_at), now)
        self._daily_until = decision.daily_until
        if self._daily_until > now:
            self._fail_all(lambda: self._too_late(self._daily_until, now, "daily_cap"))
        elif self._retry_at > self._queue.next_bound():
            # No call starts before both times, so a call with an earlier bound fails now.
            self._fail_overdue(now, min(self._retry_at, self._available_at(now, 0, 0)))

    def _schedule_next(self, not_admitted: Waiter | None, retry_at: float, now: float) -> None:
        """Set when to exchange again. `not_admitted`, if not None, cannot start before `retry_at`."""
        for_tokens = not_admitted is not None and self._waits_for_tokens(not_admitted, now)
        blocked = self._blocked
        if blocked is not None and blocked.gone:
            self._exchange_again = len(self._queue) > 0
        elif not_admitted is None:
            self._retry_at = -inf if blocked is None else self._blocked_until
            self._exchange_again = len(self._queue) > 0 if blocked is None else bool(self._overtakers(now, 1))
        elif blocked is None:
            self._retry_at = retry_at
            if for_tokens:
                self._blocked, self._blocked_until = not_admitted, retry_at
                self._below = self._smallest_not_admitted = not_admitted.tokens
                self._exchange_again = bool(self._overtakers(now, 1))
        else:
            self._retry_at = min(self._blocked_until, retry_at)
            if for_tokens:
                # Halve the bound, so that a queue with many sizes needs only a few exchanges.
                self._smallest_not_admitted, self._below = not_admitted.tokens, not_admitted.tokens // 2
                self._exchange_again = bool(self._overtakers(now, 1))

    def _waits_for_tokens(self, waiter: Waiter, now: float) -> bool:
        if not waiter.tokens:
            return False
        # The view of a shared store may be seconds old, so check only whether any tokens are in use.
        tokens = waiter.tokens if self._store.inline else _ALL_TOKENS
        return self._available_at(now, 0, tokens) > self._available_at(now, 0, 0)

    def _count_wait(self, waiter: Waiter) -> None:
        """Count the wait of `waiter` once. A call that a shared store admits in the first exchange does not count."""
        self._waits += not waiter.counted
        waiter.counted = True

    def _wake(self, waiter: Waiter) -> bool:
        try:
            return waiter.wake()
        except Exception:
            logger.exception("a call that waited for the rate limit could not be resumed")
            return False

    def _fail(self, waiter: Waiter, error: Exception) -> bool:
        left = self._queue.leave(waiter)
        if left:
            self._end(waiter, error)
        return left

    def _end(self, waiter: Waiter, error: Exception) -> None:
        """Wake `waiter`, which has left the queue, with `error`."""
        waiter.error = error
        self._seconds_waited += self._clock.monotonic() - waiter.since
        self._deadline_errors += isinstance(error, RateLimitDeadlineError)
        self._wake(waiter)

    def _fail_all(self, error: Callable[[], Exception]) -> None:
        for waiter in self._queue.first(len(self._queue)):
            self._fail(waiter, error())

    def _fail_overdue(self, now: float, free_at: float) -> None:
        """Fail the calls whose latest start is before `free_at`."""
        for waiter in self._queue.overdue(free_at):
            at = max(now, self._retry_at, self._available_at(now, 0, waiter.tokens))
            self._end(waiter, self._too_late(at, now, waiter.bound, waiter))

    # -- the worker -----------------------------------------------------------------------------------------------

    def _wake_worker(self) -> None:
        """Wake the worker, or start it if it does not run. The caller holds the lock."""
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
                # Every waiting call raises the error. The next call starts another worker.
                logger.exception("the worker of the rate limiter failed; the waiting calls raise its error")
                failure = error if isinstance(error, Exception) else RuntimeError("the worker was stopped")
                self._fail_all(lambda: failure)
                if failure is not error:
                    raise
            finally:
                self._thread = None

    def _work(self) -> None:
        """Release calls until none has waited for `_WORKER_IDLE` seconds. The caller holds the lock."""
        idle_until = self._clock.monotonic() + _WORKER_IDLE
        while True:
            now = self._clock.monotonic()
            if self._exchanging:
                until = inf  # A caller uses the store and wakes the worker afterwards.
            elif len(self._queue):
                idle_until = now + _WORKER_IDLE
                if self._store.inline:
                    self._dispatch_inline()
                elif now >= self._retry_at or self._marks or self._exchange_again:
                    self._exchange()
                # After the exchange, so that even a call that may not wait is included in one.
                self._fail_overdue(now, now)
                until = min(self._retry_at, self._queue.next_bound()) if len(self._queue) else idle_until
            elif self._marks:
                idle_until = now + _WORKER_IDLE
                if now >= self._flush_at:
                    self._exchange()
                until = self._flush_at if self._marks else idle_until
            elif now >= idle_until:
                return
            else:
                until = idle_until
            if (
                not self._exchanging
                and len(self._queue)
                and (self._exchange_again or (self._marks and not self._store.inline))
            ):
                continue  # A mark recorded during an exchange may let a call start.
            if until > self._clock.monotonic():
                self._wakes_at = until
                self._clock.wait(self._changed, until)
                self._wakes_at = -inf

    def _exchange(self) -> None:
        """Exchange with a shared store, without the lock. The permit of a call that leaves in the meantime is
        cancelled.
        """
        waiters = self._candidates(_BATCH)
        marks, self._marks = self._marks, []
        demands = [waiter.tokens for waiter in waiters]
        try:
            asked_at = self._clock.monotonic()
            decision = self._exchange_unlocked(marks, demands)
        except Exception as error:  # noqa: BLE001 - every waiting call raises it
            failure = error
            if not len(self._queue):
                logger.error("the store of the rate limiter failed while no call waited: %s", failure)
            self._fail_all(lambda: failure)
        else:
            self._release(waiters, decision, asked_at)

    def reset_after_fork(self) -> None:
        """Reset after a fork: the child has no waiting calls and no worker thread, and the lock may be held."""
        if self._process != _process.forks:
            self._reset()
            self._store.after_fork()
