"""The limiter: threads and event loops wait in one queue before one ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import NamedTuple

from do_inference_generated._seam import RateLimitState

from .control import DEFAULT_GUARD, FIRST_CONTACT
from .grant import Grant
from .limits import PUBLISHED_LIMITS, Limit
from .line import Line
from .queue import Priority, Waiter
from .sighting import Sighting
from .state import LimiterState, state_of
from .stores.base import Mark, Store
from .stores.memory import MemoryStore
from .timing import Clock, SystemClock
from .waking import TaskSleep, ThreadSleep


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
        self._line = Line(self._store, self.clock)
        self._on_wait = on_wait
        self._on_release = on_release
        self._observed: tuple[RateLimitState, float] | None = None

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
            self._line.leave(waiter)
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
            self._line.leave(waiter)
            raise
        return self._granted(waiter, began, priority)

    @property
    def state(self) -> LimiterState:
        """What is known of the limits right now."""
        self._line.survive_fork()
        ledger = self._store.look()
        with self._line.lock:
            now = self.clock.monotonic()
            return state_of(ledger, now, self.clock.unix(), len(self._line), self._observed)

    # -- told -----------------------------------------------------------------------------------------------------

    def note(self, *marks: Mark) -> None:
        """Take in what became of grants."""
        self._line.note(marks)

    def note_lost(self, mark: Mark) -> None:
        """Take in that no answer will come. Shared stores learn it from the passing of time."""
        if self._store.inline:
            self._line.note((mark,))

    def note_seen(self, sighting: Sighting, now: float) -> None:
        """Remember what the server said, for `state`."""
        if sighting.state is not None:
            self._observed = (sighting.state, now)

    def restamp(self, mark: Mark) -> float:
        return self._store.restamp(mark)

    # -- waiting --------------------------------------------------------------------------------------------------

    def _at_once(self, tokens: int) -> Grant | None:
        found = self._line.at_once(tokens)
        return None if found is None else Grant(self, *found, tokens)

    def _enter(self, waiter: Waiter, priority: Priority) -> float:
        now, ahead, available_at = self._line.enter(waiter, foretell=self._on_wait is not None)
        if self._on_wait is not None and not waiter.gone:
            try:
                self._on_wait(Waiting(ahead, available_at, priority))
            except BaseException:
                self._line.leave(waiter)
                raise
        return now

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
