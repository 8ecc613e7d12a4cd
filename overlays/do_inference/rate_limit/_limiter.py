"""The rate limiter, whose queue and ledger are shared by threads and event loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from logging import WARNING, getLogger
from math import inf, isnan
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from do_inference_generated._interface import NOT_GIVEN, NotGiven

from ._estimator import DEFAULT_ARRIVAL_MARGIN, FIRST_CONTACT
from ._headers import Observation, read_observation
from ._limits import PUBLISHED_LIMITS, Limit
from ._permit import Permit
from ._queue import Priority, Waiter, Withdrawal
from ._scheduler import Scheduler
from ._stores.base import Mark, Store
from ._stores.memory import MemoryStore
from ._timing import SystemTime, TaskSleep, ThreadSleep, TimeSource
from ._wait_log import WaitLog, level_of

if TYPE_CHECKING:
    from ._state import LimiterState

logger: Final = getLogger("do_inference.rate_limit")
DEFAULT_MAX_WAIT = 600.0
"""Seconds. Long enough for a full minute window and several calls ahead. If the hourly limit is used up, the call fails
instead."""
_EVALUATE_ALL = 100
"""Number of responses, at the start and after each rejection, that are all evaluated: first contact and slow start need
every one."""
_EVALUATE_EVERY = 0.01
"""Seconds between two evaluations after that, while no call waits. The network adds as much uncertainty, and an
evaluation costs as much as the rest of the limiter. The last response is always evaluated before a decision depends on
it."""
_TOO_MANY = 429
_REPEATED = 5.0
"""Seconds within which further long waits are not logged as warnings: a thousand calls may begin to wait at once."""


class Waiting(NamedTuple):
    """The argument of `on_wait`."""

    ahead: int
    """How many calls start before this one."""
    available_at: float
    """When the call is predicted to start: `time.monotonic()` seconds."""
    priority: Priority
    seconds: float = 0.0
    """The predicted wait."""
    cause: str = ""
    """What the call waits for, such as a limit that is full; empty if the predicted wait is shorter than a second."""
    repeated: bool = False
    """Whether another call began a long wait on this limiter within the last five seconds."""


class WaitListener(Protocol):
    """Callbacks for the waits of one call, in the thread or task of the caller."""

    def wait_began(self, waiting: Waiting) -> None:
        """Called when the call has entered the queue."""
        ...

    def wait_ended(self, seconds: float) -> None:
        """Called when the wait ends, with its duration: the call starts, was cancelled or fails."""
        ...


class Released(NamedTuple):
    """The argument of `on_release`."""

    waited: float
    """Seconds."""
    priority: Priority


class RateLimiter:
    """A rate limiter for one key and host. It starts requests as fast as the limits allow and never faster.

    Threads and event loops (asyncio, trio) can share a limiter. After `fork`, the child continues with a copy of it.
    Processes share their quota through `store`. Clients have a limiter by default. Create one for other limits, a
    store, hooks, or requests that are not sent by a client of this package.

    Args:
        limits: The limits until headers report others. An empty sequence means none until then. Default: the published
        limits, 5,000 requests per hour and 250 per minute.
        store: Where the ledger is stored. Default: in memory. The `limits`, `arrival_margin`, `first_contact`,
        `assumed` and `yielding` of a store replace those passed here.
        arrival_margin: Maximum seconds until the server has counted a request. Default: 2. The limiter increases it, up
        to 10, if it is too short.
        first_contact: Maximum requests in flight before the first response reports how much is left. If other clients
        have used up the quota, this many requests may be rejected. Default: 4.
        assumed: Whether `limits` are an assumption. Assumed limits are dropped when a response reports no limit, and
        restored after a rejection. Default: True for the published limits, False for limits that you pass.
        yielding: Whether to leave other clients of the key their expected usage, up to half of each limit. False uses
        all that they have not used yet. Default: True.
        max_wait: Maximum seconds in the queue for calls without a `max_wait`; None for no bound. A call whose predicted
        wait is longer fails immediately with `RateLimitDeadlineError`. Default: 600.
        on_wait: Called with a `Waiting` in the caller's thread or task before a wait. It must not block.
        on_release: Called with a `Released` in the caller's thread or task after a wait.
        clock: A clock for tests.

    Raises:
        ValueError: `max_wait` is negative or NaN, or a limit has an amount below 1 or a length that is not positive.

    Example:
        ```python
        limiter = RateLimiter([Limit("requests-per-minute", 100, 60.0, firm=True)], max_wait=30)
        client = Client(rate_limiter=limiter)
        batch = AsyncClient(rate_limiter=limiter)  # the same quota
        ```
    """

    def __init__(
        self,
        limits: Sequence[Limit] | None = None,
        *,
        store: Store | None = None,
        arrival_margin: float = DEFAULT_ARRIVAL_MARGIN,
        first_contact: int = FIRST_CONTACT,
        assumed: bool | None = None,
        yielding: bool = True,
        max_wait: float | None = DEFAULT_MAX_WAIT,
        on_wait: Callable[[Waiting], object] | None = None,
        on_release: Callable[[Released], object] | None = None,
        clock: TimeSource | None = None,
    ) -> None:
        self.clock: TimeSource = clock or SystemTime()
        self.max_wait = _checked(max_wait)
        """Maximum seconds in the queue for calls without a `max_wait`; None for no bound."""
        self._store: Store = store or MemoryStore(
            PUBLISHED_LIMITS if limits is None else limits,
            arrival_margin=arrival_margin,
            first_contact=first_contact,
            assumed=limits is None if assumed is None else assumed,
            yielding=yielding,
            now=self.clock.monotonic,
            unix=self.clock.unix,
        )
        self._scheduler = Scheduler(self._store, self.clock)
        self._on_wait = on_wait
        self._on_release = on_release
        self._observed: tuple[Observation, float] | None = None
        self._unevaluated: _ResponseHead | None = None
        self._evaluated = 0
        self._next_evaluation = -inf
        self._long_wait_at = -inf
        self._warned = False

    # -- waiting for a place --------------------------------------------------------------------------------------

    def acquire(
        self,
        *,
        priority: Priority = "interactive",
        deadline: float | None = None,
        max_wait: float | NotGiven | None = NOT_GIVEN,
        tokens: int = 0,
        withdrawal: Withdrawal | None = None,
        listener: WaitListener | None = None,
    ) -> Permit:
        """Wait in this thread until one request may be sent, and return its permit.

        Args:
            priority: `interactive` or `bulk`. While both wait, nine interactive calls start for each bulk call.
            deadline: Latest start of the call in `time.monotonic()` seconds; None for no deadline.
            max_wait: Maximum seconds in the queue; None for no bound. Default: `max_wait` of the limiter.
            tokens: An estimate of the tokens that the request uses, for token limits. An estimate above a token limit
            counts as the complete limit.
            withdrawal: Lets another thread or task end the wait; see `Withdrawal`.
            listener: Callbacks for the wait of this call. Default: a listener that logs long waits to
            `do_inference.rate_limit`. `on_wait` and `on_release` are called for all calls.

        Raises:
            RateLimitDeadlineError: The predicted start is later than `deadline` or `max_wait` allows, or the daily
            quota is used up. Its `reason` contains the cause.
            RateLimitStoreError: The store cannot work with its configuration. ValueError: `max_wait` is negative or
            NaN, or `tokens` is negative.

        Example:
            ```python
            permit = limiter.acquire(priority="bulk", max_wait=None, tokens=500)
            ```
        """
        permit = self._try_now(tokens, withdrawal, may_block=True)
        if permit is not None:
            return permit
        sleep = ThreadSleep()
        wait = _Wait(self, sleep.wake, priority, deadline, max_wait, tokens, withdrawal, listener)
        try:
            sleep.wait()
        except BaseException:
            wait.cancel()
            raise
        return wait.permit()

    async def acquire_async(
        self,
        *,
        priority: Priority = "interactive",
        deadline: float | None = None,
        max_wait: float | NotGiven | None = NOT_GIVEN,
        tokens: int = 0,
        withdrawal: Withdrawal | None = None,
        listener: WaitListener | None = None,
    ) -> Permit:
        """Wait in this task until one request may be sent, and return its permit. The task may be cancelled at any
        time.

        Arguments and errors are those of `acquire`.
        """
        permit = self._try_now(tokens, withdrawal, may_block=False)
        if permit is not None:
            return permit
        sleep = TaskSleep()
        wait = _Wait(self, sleep.wake, priority, deadline, max_wait, tokens, withdrawal, listener)
        try:
            await sleep.wait()
        except BaseException:
            wait.cancel()
            raise
        return wait.permit()

    def _try_now(self, tokens: int, withdrawal: Withdrawal | None, *, may_block: bool) -> Permit | None:
        """Return a permit if the request may start at once, else None. A shared store is only asked if `may_block`."""
        if tokens:
            _check_tokens(tokens)
        if withdrawal is not None:
            withdrawal.check()
        if self._unevaluated is not None and self.clock.monotonic() >= self._next_evaluation:
            self._catch_up()
        found = self._scheduler.try_now(tokens, may_block=may_block)
        if found is not None:
            return Permit(self, *found, tokens)
        self._catch_up()
        return None

    @property
    def state(self) -> LimiterState:
        """The current state: limits and what is left of them, queue, store and counters.

        It is computed on each access. With a shared store, an access may read the store.

        Raises:
            RateLimitStoreError: The store cannot work with its configuration.
        """
        from ._state import state_of  # Imported here for start-up time: few programs read the state.

        self._scheduler.reset_after_fork()
        self._catch_up()
        ledger = self._store.read()
        with self._scheduler.lock:
            now = self.clock.monotonic()
            scheduler = self._scheduler
            queue = scheduler.queue_state(ledger, now)
            return state_of(
                ledger, now, self.clock.unix(), self._observed, queue, self._store.health, scheduler.counters
            )

    # -- reported by permits --------------------------------------------------------------------------------------

    def record(self, *marks: Mark, urgent: bool = False) -> None:
        """Record events of permits. A shared store receives `urgent` ones immediately, others with the next
        exchange.
        """
        self._scheduler.record(*marks, urgent=urgent)

    def _is_repeated(self, now: float, seconds: float) -> bool:
        """Return whether a long wait that begins `now` closely follows another one."""
        if level_of(seconds) < WARNING:
            return False
        last, self._long_wait_at = self._long_wait_at, now
        return now - last < _REPEATED

    def record_used(self, stamp: float, estimate: int, total: int) -> None:
        """Record that a request first released under `stamp` used `total` tokens instead of the `estimate`."""
        self._scheduler.used(stamp, estimate, total)

    def record_lost(self, mark: Mark) -> None:
        """Record that there will be no response. Shared stores need no record: they conclude it from the time that has
        passed.
        """
        if self._store.inline:
            self._scheduler.record(mark)

    def record_response(self, stamp: float, sent: float, status: int, headers: Mapping[str, str]) -> None:
        """Record the response to the request with this stamp, sent at `sent`. The response is evaluated now or
        later.
        """
        now = self.clock.monotonic()
        head = _ResponseHead(status, headers, sent, now)
        rejected = status == _TOO_MANY
        if rejected:
            self._catch_up()
            self._evaluated = 0
        elif self._evaluated >= _EVALUATE_ALL and now < self._next_evaluation and not len(self._scheduler):
            self._unevaluated = head
            self._scheduler.settle(stamp, now)
            return
        self._unevaluated = None
        settled = Mark("settled", stamp, now)
        self._scheduler.record(settled, self._evaluate(head), urgent=rejected, rejected=rejected)

    def record_rejection(self, sent: float, headers: Mapping[str, str]) -> None:
        """Record that the body of a response rejects the request although its status is successful."""
        head = _ResponseHead(_TOO_MANY, headers, sent, self.clock.monotonic())
        self._scheduler.record(self._evaluate(head), urgent=True, rejected=True)

    def _catch_up(self) -> None:
        """Evaluate the last response if that was postponed."""
        unevaluated, self._unevaluated = self._unevaluated, None
        if unevaluated is not None:
            self._scheduler.record(self._evaluate(unevaluated))

    def _evaluate(self, head: _ResponseHead) -> Mark:
        self._evaluated += 1
        self._next_evaluation = head.at + _EVALUATE_EVERY
        observation = read_observation(head.status, head.headers)
        if not observation.is_empty:
            self._observed = (observation, head.at)
        if observation.implausible and not self._warned:
            self._warned = True
            logger.warning("ignored implausible rate limits in the headers of a response")
        return Mark("observed", at=head.at, observation=observation, sent=head.sent)

    def predicted_wait(self, tokens: int) -> float:
        """Return the seconds that a new request of `tokens` tokens would wait."""
        return self._scheduler.predicted_wait(tokens)

    def restamp(self, mark: Mark) -> float:
        """Return the stamp of a permit after `mark` is recorded."""
        return self._store.restamp(mark)


class _ResponseHead(NamedTuple):
    """The status and headers of a response."""

    status: int
    headers: Mapping[str, str]
    sent: float
    """When the request was sent."""
    at: float


class _Wait:
    """One wait in the queue, from entering it to the permit."""

    def __init__(
        self,
        limiter: RateLimiter,
        wake: Callable[[], bool],
        priority: Priority,
        deadline: float | None,
        max_wait: float | NotGiven | None,
        tokens: int,
        withdrawal: Withdrawal | None,
        listener: WaitListener | None,
    ) -> None:
        self._limiter = limiter
        self._listener: WaitListener = WaitLog() if listener is None else listener
        self._listening = False
        self._priority: Priority = priority
        self._withdrawal = withdrawal
        longest = limiter.max_wait if isinstance(max_wait, NotGiven) else _checked(max_wait)
        by_wait = inf if longest is None else limiter.clock.monotonic() + longest
        by_deadline = inf if deadline is None else deadline
        self._waiter = Waiter(
            wake,
            tokens,
            bulk=priority == "bulk",
            latest=min(by_wait, by_deadline),
            bound="deadline" if by_deadline <= by_wait else "max_wait",
            max_wait=longest if by_wait < by_deadline else None,
        )
        self._enter()

    def _enter(self) -> None:
        on_wait, scheduler = self._limiter._on_wait, self._limiter._scheduler
        self._began, ahead, at, cause = scheduler.enter(self._waiter)
        try:
            if self._withdrawal is not None:
                self._withdrawal.add(self._withdraw)
            if not self._waiter.gone:
                seconds = max(0.0, at - self._began)
                repeated = self._limiter._is_repeated(self._began, seconds)
                waiting = Waiting(ahead, at, self._priority, seconds, cause, repeated)
                self._listening = True
                self._listener.wait_began(waiting)
                if on_wait is not None:
                    on_wait(waiting)
        except BaseException:
            self.cancel()
            raise

    def _withdraw(self, error: Exception) -> None:
        self._limiter._scheduler.fail(self._waiter, error)

    def cancel(self) -> None:
        """End the wait, because the caller was cancelled."""
        self._detach()
        self._limiter._scheduler.leave(self._waiter)

    def _detach(self) -> None:
        if self._withdrawal is not None:
            self._withdrawal.discard(self._withdraw)
        if self._listening:
            self._listening = False
            self._listener.wait_ended(self._limiter.clock.monotonic() - self._began)

    def permit(self) -> Permit:
        """Return the permit, or raise the error that ended the wait."""
        self._detach()
        limiter, waiter = self._limiter, self._waiter
        if waiter.error is not None:
            raise waiter.error
        assert waiter.stamp is not None
        now = limiter.clock.monotonic()
        permit = Permit(limiter, waiter.stamp, now, waiter.tokens)
        try:
            if self._withdrawal is not None:
                self._withdrawal.check()  # The withdrawal may happen between the release and this line.
            if limiter._on_release is not None and now > self._began:
                limiter._on_release(Released(now - self._began, self._priority))
        except BaseException:
            permit.cancel()
            raise
        return permit


def _check_tokens(tokens: int) -> None:
    if isinstance(tokens, bool) or not isinstance(tokens, int):
        raise TypeError(f"tokens must be an int, not {type(tokens).__name__}")
    if tokens < 0:
        raise ValueError(f"tokens must be 0 or more, not {tokens}")


def _checked(max_wait: float | None) -> float | None:
    if max_wait is None or max_wait == inf:
        return None
    if isnan(max_wait) or max_wait < 0:
        raise ValueError(f"max_wait must be 0 seconds or more, or None for no bound, not {max_wait}")
    return max_wait
