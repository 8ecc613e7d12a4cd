"""Waiting for jobs: the time left, the poll results so far, and the plans that poll until a job ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from do_inference._clock import Clock
from do_inference._response.error_bodies import describe
from do_inference._transport.waits import PoolClock
from do_inference.errors import APIStatusError, DeadlineError, DecodingError, InferenceError, NotFoundError
from do_inference.rate_limit._headers import requested_wait
from do_inference.retry import is_retryable
from do_inference_generated._interface import NotGiven

from ._errors import (
    JobCancelledError,
    JobError,
    JobExpiredError,
    JobFailedError,
    WaitCancelledError,
    WaitTimeoutError,
)
from ._plans import Pause, Plan, call
from ._polling import Job, JobT, JobType, Polling, Stage, stage_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from threading import Event

    from do_inference_generated._interface import RequestOptions

    from ._plans import AnyClient

T = TypeVar("T")

_FINAL_POLL: Final = 2.0
"""Seconds before the deadline that are reserved for a final poll, but at most a tenth of the deadline."""
SETTLING: Final = Polling(initial=1.0, maximum=8.0, factor=2.0, failures=6)
"""How long to poll for data that should already be available: 1 + 2 + 4 + 8 + 8 seconds in total."""


class NotYetError(Exception):
    """The data is not available yet, which is normal at this time. `error` is the error to raise if it stays so."""

    def __init__(self, error: InferenceError) -> None:
        super().__init__(str(error))
        self.error = error


def is_deadline_error(error: InferenceError) -> bool:
    """Return whether a call ended because of its deadline, on the network or in the queue for the rate limit.

    A daily quota that is used up is a different error.
    """
    from do_inference.rate_limit import RateLimitDeadlineError  # Not at the top, for a fast start.

    if isinstance(error, RateLimitDeadlineError):
        return error.reason == "deadline"
    return isinstance(error, DeadlineError)


class Wait(Generic[JobT]):
    """One wait for a job: its options, its deadline, and the last known state of the job."""

    def __init__(
        self,
        client: AnyClient,
        job_type: JobType[JobT],
        options: Mapping[str, Any],
        job_id: str | None = None,
    ) -> None:
        executor = getattr(client, "executor", None)  # `execute` rejects other objects.
        self._has_default_max_wait = executor is not None and isinstance(executor.settings.max_wait, NotGiven)
        self.job_type = job_type
        self.job_id = job_id
        self.clock: Clock = options.get("clock") or (
            Clock() if executor is None else PoolClock(executor.pool)
        )
        self.polling: Polling = options.get("polling") or job_type.polling
        self.on_progress: Callable[[JobT], object] | None = options.get("on_progress")
        self.job: JobT | None = None
        self._cancel: Event | None = options.get("cancel")
        self._deadline: float | None = options.get("deadline")
        self._started_at = self.clock.monotonic()

    def remaining(self) -> float | None:
        """Return the seconds until the deadline; None without one."""
        if self._deadline is None:
            return None
        return self._started_at + self._deadline - self.clock.monotonic()

    def call_options(self) -> RequestOptions:
        """Return the options of a single call, whose deadline is the remaining time.

        The deadline also limits the time in the queue for the rate limit, unless the client has a `max_wait`: the
        default of `max_wait` is too short for jobs, which may run for hours.
        """
        options: RequestOptions = {"max_wait": None} if self._has_default_max_wait else {}
        remaining = self.remaining()
        if remaining is None:
            return options
        if remaining <= 0:
            raise self._timeout_error()
        options["deadline"] = remaining
        return options

    def timeout_error(self) -> WaitTimeoutError | None:
        """Return the error if the deadline has passed; None if there is time for another poll, or no deadline."""
        remaining = self.remaining()
        return None if remaining is None or remaining > self._reserved() else self._timeout_error()

    def pause(self, seconds: float, cause: InferenceError | None = None) -> Pause:
        """Return the pause before the next poll, shortened to leave time for a final poll before the deadline.

        Raises:
            WaitTimeoutError: There is no time for another poll.
            WaitCancelledError: The `cancel` event is set.
        """
        if self._cancel is not None and self._cancel.is_set():
            raise WaitCancelledError(f"the wait for {self._label()} was cancelled", job=self.job)
        remaining = self.remaining()
        if remaining is not None:
            reserved = self._reserved()
            available = remaining - reserved
            if available <= reserved / 10:  # This was the final poll.
                raise self._timeout_error() from cause
            seconds = min(seconds, available)
        return Pause(seconds, self._cancel)

    def _reserved(self) -> float:
        return min(_FINAL_POLL, (self._deadline or 0.0) / 10)

    def _label(self) -> str:
        return f"{self.job_type.noun} {self.job_id}" if self.job_id else f"the {self.job_type.noun}"

    def _timeout_error(self) -> WaitTimeoutError:
        state = f"its last status was {self.job.status}" if self.job else "its status is unknown"
        return WaitTimeoutError(
            f"{self._label()} did not finish within {self._deadline:g} s: {state}", job=self.job
        )


class PollHistory(Generic[JobT]):
    """The results of the polls of one job, and the decision whether to poll again."""

    def __init__(self, wait: Wait[JobT], *, just_started: bool) -> None:
        self._wait = wait
        self._may_be_unknown = just_started
        """Whether the job was just started and not found yet: servers may need a moment to know it."""
        self._polls = 0
        self._failures = 0
        self._requested_delay = 0.0
        self._error: InferenceError | None = None

    def add_job(self, job: JobT) -> bool:
        """Add a successful poll. Return whether the job is done; raise `JobError` if it ended otherwise."""
        stage = stage_of(job.status)
        if stage is None:
            self.add_error(DecodingError(f"the server returned no status of {self._label}"), is_expected=True)
            return False
        self._wait.job = job
        self._failures = 0
        self._error = None
        self._requested_delay = _requested_delay(job)
        if stage in _ERRORS:
            raise _final_error(self._wait.job_type, self._label, job, stage)
        return stage is Stage.DONE

    def mark_known(self) -> None:
        """Record that the server knows the job: from now on, 404 is an error."""
        self._may_be_unknown = False

    def add_error(self, error: InferenceError, *, is_expected: bool = False) -> None:
        """Add a failed poll. Raise the error if another poll would not help."""
        self._failures += 1
        is_temporary = (
            is_expected
            or is_retryable(error)
            or is_deadline_error(error)
            or (self._may_be_unknown and isinstance(error, NotFoundError))
        )
        if not is_temporary or self._failures > self._wait.polling.failures:
            error.add_note(f"while waiting for {self._label}, which continues")
            raise error
        self._error = error
        self._requested_delay = (error.retry_after or 0.0) if isinstance(error, APIStatusError) else 0.0

    def pause(self) -> Pause:
        """Return the pause before the next poll."""
        self._polls += 1
        return self._wait.pause(
            max(self._wait.polling.delay(self._polls), self._requested_delay), self._error
        )

    @property
    def _label(self) -> str:
        return f"{self._wait.job_type.noun} {self._wait.job_id}"


_ERRORS: Final[Mapping[Stage, type[JobError]]] = {
    Stage.FAILED: JobFailedError,
    Stage.CANCELLED: JobCancelledError,
    Stage.EXPIRED: JobExpiredError,
}
_VERBS: Final[Mapping[Stage, str]] = {
    Stage.FAILED: "failed",
    Stage.CANCELLED: "was cancelled",
    Stage.EXPIRED: "expired",
}


def _final_error(job_type: JobType[JobT], label: str, job: JobT, stage: Stage) -> JobError:
    reason = describe(job_type.reason(job)).message
    return _ERRORS[stage](f"{label} {_VERBS[stage]}{f': {reason}' if reason else ''}", job=job)


def _requested_delay(job: Job) -> float:
    """Return the seconds in the `retry-after` header of a successful response."""
    if job.response is None:
        return 0.0
    return requested_wait(job.response.headers) or 0.0


def with_timeout_error(wait: Wait[JobT], plan: Plan[T]) -> Plan[T]:
    """Run a plan. Convert the error of a call whose deadline passed to `WaitTimeoutError`."""
    try:
        return (yield from plan)
    except InferenceError as error:
        timeout = wait.timeout_error() if is_deadline_error(error) else None
        if timeout is None:
            raise
        raise timeout from error


def wait_for(
    wait: Wait[JobT], poll: Callable[[RequestOptions], Plan[JobT]], started: JobT | None = None
) -> Plan[JobT]:
    """Poll until the job is done, and return it.

    Args:
        wait: The options and the deadline.
        poll: A plan that fetches the job.
        started: The job in the response that created it.

    Raises:
        JobError: The job did not succeed, or the wait ended early.
        InferenceError: A poll failed with a permanent error, or too many polls failed.
    """
    history = PollHistory(wait, just_started=started is not None)
    if started is not None:
        if (yield from _is_done(wait, history, started)):
            return started
        yield history.pause()
    while True:
        options = wait.call_options()
        try:
            job = yield from poll(options)
        except NotYetError as not_yet:
            history.add_error(not_yet.error, is_expected=True)
        except InferenceError as error:
            history.add_error(error)
        else:
            history.mark_known()
            if (yield from _is_done(wait, history, job)):
                return job
        yield history.pause()


def _is_done(wait: Wait[JobT], history: PollHistory[JobT], job: JobT) -> Plan[bool]:
    hook = wait.on_progress
    if hook is not None:
        yield from call(lambda: hook(job))
    return history.add_job(job)


def retry(
    wait: Wait[JobT], fetch: Callable[[RequestOptions], Plan[T]], *, polling: Polling = SETTLING
) -> Plan[T]:
    """Return the result of `fetch`. Repeat it after `NotYetError` and temporary errors, then raise the last error."""
    failures = 0
    while True:
        options = wait.call_options()
        try:
            return (yield from fetch(options))
        except NotYetError as not_yet:
            error = not_yet.error
        except InferenceError as other:
            # If the deadline has passed, `pause` raises the error of the wait.
            if not is_retryable(other) and not is_deadline_error(other):
                raise
            error = other
        failures += 1
        if failures >= polling.failures:
            raise error
        yield wait.pause(polling.delay(failures), error)
