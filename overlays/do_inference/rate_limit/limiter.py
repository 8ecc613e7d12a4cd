"""The limiter: threads and event loops wait in one queue before one ledger."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from math import inf
from typing import NamedTuple

from do_inference_generated._seam import RateLimitState

from .control import DEFAULT_GUARD, FIRST_CONTACT
from .errors import RateLimitDeadlineError
from .grant import Grant
from .limits import PUBLISHED_LIMITS, Limit
from .queue import Priority, Waiter, WaitingQueue
from .sighting import Sighting
from .state import LimiterState, state_of
from .stores.base import Decision, Mark, Store
from .stores.memory import MemoryStore
from .timing import Clock, SystemClock
from .waking import TaskSleep, ThreadSleep

_LINGER = 5.0
"""Seconds that the timer thread stays when nobody waits."""
_FLUSH = 0.5
"""Seconds within which a shared store is told what became of grants, if nobody asks it for more before."""
_BATCH = 64
"""How many are asked for at once."""


class Waiting(NamedTuple):
    """What `on_wait` is told."""

    ahead: int
    """How many go before this call."""
    available_at: float
    """When it could go, going by what is known: `time.monotonic()` seconds."""
    priority: Priority


class Released(NamedTuple):
    """What `on_release` is told."""

    waited: float
    """Seconds."""
    priority: Priority


class RateLimiter:
    """Lets requests go as fast as the limits allow and never faster. One for each key and host.

    Serves threads and event loops (asyncio, trio) together, and survives `fork`: a child starts with a copy of what
    the parent knew. Processes share their quota through `store`.

    Args:
        limits: What to start from, until headers tell other amounts. Default: as published, 5,000 requests an hour and
            250 a minute.
        store: Where the ledger is kept. Default: in memory. With a store of your own, `limits`, `guard`,
            `first_contact` and `assumed` are its.
        guard: Seconds that a request may take until the server has counted it. Learnt upwards where it is too short.
        first_contact: How many requests may be on their way before the first answer has told how the limit stands. One
            is safe even where the quota was used up by others before; more start faster, and as many may be refused.
        assumed: Whether `limits` are only a guess, dropped when the server answers without a word on any limit, and
            taken up again when it refuses. Default: true for the published limits, false for limits of your own.
        on_wait: Called in the caller's thread or task before it waits. Must not block.
        on_release: Called there after it has waited.
        clock: For tests.
    """

    def __init__(
        self,
        limits: Sequence[Limit] | None = None,
        *,
        store: Store | None = None,
        guard: float = DEFAULT_GUARD,
        first_contact: int = FIRST_CONTACT,
        assumed: bool | None = None,
        yielding: bool = True,
        on_wait: Callable[[Waiting], object] | None = None,
        on_release: Callable[[Released], object] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self._store: Store = store or MemoryStore(
            PUBLISHED_LIMITS if limits is None else limits,
            guard=guard,
            first_contact=first_contact,
            assumed=limits is None if assumed is None else assumed,
            yielding=yielding,
            now=self.clock.monotonic,
            unix=self.clock.unix,
        )
        self._on_wait = on_wait
        self._on_release = on_release
        self._observed: tuple[RateLimitState, float] | None = None
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._changed = threading.Condition(threading.Lock())
        self._queue = WaitingQueue()
        self._marks: list[Mark] = []
        self._thread: threading.Thread | None = None
        self._retry_at = -inf
        self._daily_until = -inf

    # -- asking ---------------------------------------------------------------------------------------------------

    def acquire(
        self, *, priority: Priority = "interactive", deadline: float | None = None, tokens: int = 0
    ) -> Grant:
        """Wait, in this thread, for leave to send one request.

        Raises:
            RateLimitDeadlineError: The wait would pass `deadline` (`time.monotonic()` seconds), or the day's
                quota is used up.
        """
        grant = self._at_once(tokens)
        if grant is not None:
            return grant
        sleep = ThreadSleep()
        waiter = Waiter(sleep.wake, tokens, inf if deadline is None else deadline, priority == "bulk")
        began = self._enter(waiter, priority)
        try:
            sleep.wait()
        except BaseException:
            self._leave(waiter)
            raise
        return self._granted(waiter, began, priority)

    async def acquire_async(
        self, *, priority: Priority = "interactive", deadline: float | None = None, tokens: int = 0
    ) -> Grant:
        """Wait, in this task, for leave to send one request. May be cancelled at any time; raises as `acquire` does."""
        grant = self._at_once(tokens)
        if grant is not None:
            return grant
        sleep = TaskSleep()
        waiter = Waiter(sleep.wake, tokens, inf if deadline is None else deadline, priority == "bulk")
        began = self._enter(waiter, priority)
        try:
            await sleep.wait()
        except BaseException:
            self._leave(waiter)
            raise
        return self._granted(waiter, began, priority)

    @property
    def state(self) -> LimiterState:
        """What is known of the limits right now."""
        with self._changed:
            now = self.clock.monotonic()
            return state_of(self._store.view(), now, self.clock.unix(), len(self._queue), self._observed)

    # -- told -----------------------------------------------------------------------------------------------------

    def note(self, *marks: Mark) -> None:
        """Take in what became of grants."""
        if self._pid != os.getpid():
            self._after_fork()
        with self._changed:
            if not self._store.inline:
                self._marks.extend(marks)
                self._rouse()
            elif len(self._queue):
                self._marks.extend(marks)
                self._dispatch_inline()
            else:
                self._store.exchange(marks, ())

    def note_lost(self, mark: Mark) -> None:
        """Take in that no answer will come. Shared stores learn it from the passing of time."""
        if self._store.inline:
            self.note(mark)

    def note_seen(self, sighting: Sighting, now: float) -> None:
        """Remember what the server said, for `state`."""
        if sighting.state is not None:
            self._observed = (sighting.state, now)

    def restamp(self, mark: Mark) -> float:
        return self._store.restamp(mark)

    # -- waiting --------------------------------------------------------------------------------------------------

    def _at_once(self, tokens: int) -> Grant | None:
        if self._pid != os.getpid():
            self._after_fork()
        if not self._store.inline:
            return None
        with self._changed:
            if len(self._queue):
                return None
            now = self.clock.monotonic()
            decision = self._store.exchange((), (tokens,))
            if decision.stamps:
                return Grant(self, decision.stamps[0], now, tokens)
            self._retry_at = decision.retry_at
            self._daily_until = decision.daily_until
        return None

    def _enter(self, waiter: Waiter, priority: Priority) -> float:
        with self._changed:
            now = self.clock.monotonic()
            self._refuse_hopeless(waiter, now)
            ahead = self._queue.ahead(waiter.bulk)
            available_at = self._available_at(now, ahead, waiter.tokens) if self._on_wait else now
            self._queue.add(waiter)
            if self._store.inline:
                self._dispatch_inline()
            if not waiter.gone:
                self._rouse()
        if self._on_wait is not None and not waiter.gone:
            try:
                self._on_wait(Waiting(ahead, available_at, priority))
            except BaseException:
                self._leave(waiter)
                raise
        return now

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
        return RateLimitDeadlineError(at, self.clock.unix() + at - now, "daily-cap" if daily else "deadline")

    def _leave(self, waiter: Waiter) -> None:
        """The caller went away. If it was let go in the meantime, its place goes to the next."""
        with self._changed:
            left = self._queue.leave(waiter)
            stamp = waiter.stamp
            if left and self._store.inline and len(self._queue):
                self._dispatch_inline()
        if not left and stamp is not None:
            self.note(Mark("cancelled", stamp, tokens=waiter.tokens))

    def _granted(self, waiter: Waiter, began: float, priority: Priority) -> Grant:
        if waiter.error is not None:
            raise waiter.error
        assert waiter.stamp is not None
        now = self.clock.monotonic()
        grant = Grant(self, waiter.stamp, now, waiter.tokens)
        if self._on_release is not None and now > began:
            try:
                self._on_release(Released(now - began, priority))
            except BaseException:
                grant.cancel()
                raise
        return grant

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
            if not self._queue.leave(waiter):
                lost += 1
                self._marks.append(Mark("cancelled", stamp, tokens=waiter.tokens))
                continue
            waiter.stamp = stamp
            if not waiter.wake():
                lost += 1
                self._marks.append(Mark("cancelled", stamp, tokens=waiter.tokens))
        self._retry_at = decision.retry_at if len(decision.stamps) < len(waiters) else -inf
        self._daily_until = decision.daily_until
        if self._daily_until > self.clock.monotonic():
            now = self.clock.monotonic()
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
            idle_until = self.clock.monotonic() + _LINGER
            while True:
                now = self.clock.monotonic()
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
                if until > self.clock.monotonic() and (
                    self._store.inline or not (self._marks and len(self._queue))
                ):
                    # What was noted during an exchange may change what waiters were told: look again at once.
                    self.clock.wait(self._changed, until)

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

    def _after_fork(self) -> None:
        """This is a child: nobody of the parent waits here, its timer did not come along, its lock may be held."""
        self._begin()
        self._store.after_fork()
