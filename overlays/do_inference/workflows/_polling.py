"""How often to look, for how long, and what to make of what is seen. Waits for nothing itself."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from do_inference._clock import Clock
from do_inference._responses.error_bodies import describe
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
from ._states import Stage, stage_of
from ._steps import Pause

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from threading import Event

    from do_inference_generated._interface import RequestOptions, ResponseInfo

    from ._steps import AnyClient


class Job(Protocol):
    """What invocations, videos and batches have in common."""

    @property
    def status(self) -> str: ...
    @property
    def response(self) -> ResponseInfo | None: ...


JobT = TypeVar("JobT", bound=Job)


@dataclass(frozen=True, slots=True)
class Polling:
    """How often to look. All times are seconds."""

    initial: float = 1.0
    """The first wait. Each one after is `factor` times as long."""
    maximum: float = 10.0
    """No wait of our own choice is longer. Waits that the server asks for may be."""
    factor: float = 1.5
    jitter: float = 0.2
    """Each wait is longer or shorter by a random part of this share, so that many waiters spread out."""
    failures: int = 5
    """How many looks in a row may fail for reasons that pass, after their own retries."""
    random: Callable[[], float] = field(default=random.random, repr=False)

    def __post_init__(self) -> None:
        """Raises `TypeError` or `ValueError` for what are no numbers, or negative ones."""
        for name in ("initial", "maximum", "factor", "jitter", "failures"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise TypeError(f"{name} must be a number, not {type(value).__name__}")
            if not 0 <= value < float("inf"):
                raise ValueError(f"{name} must be 0 or more, and finite")

    def delay(self, number: int) -> float:
        """Seconds to wait before look `number`, from 1."""
        whole = min(self.maximum, self.initial * self.factor ** min(number - 1, 100))
        return whole * (1 + self.jitter * (2 * self.random() - 1))


def out_of_time(error: InferenceError) -> bool:
    """Whether a call ended because of its deadline: on its way, or while it waited for the rate limit. A quota that is
    used up for the day is something else.
    """
    from do_inference.rate_limit import RateLimitDeadlineError

    if isinstance(error, RateLimitDeadlineError):
        return error.reason == "deadline"
    return isinstance(error, DeadlineError)


@dataclass(frozen=True, slots=True)
class Kind(Generic[JobT]):
    """One kind of job."""

    noun: str
    polling: Polling
    reason: Callable[[JobT], object]
    """Why a job failed, as the server says it."""


_LAST_LOOK: Final = 2.0
"""Seconds before the deadline that are kept for one last look."""


class Wait(Generic[JobT]):
    """One act of waiting: its time, its patience, and its end."""

    def __init__(
        self, client: AnyClient, kind: Kind[JobT], options: Mapping[str, Any], name: str | None = None
    ) -> None:
        executor = getattr(client, "executor", None)  # `carry_out` rejects other objects.
        self._unbounded = executor is not None and isinstance(executor.settings.max_wait, NotGiven)
        self.kind = kind
        self.name = name
        """Of the job."""
        self.clock: Clock = options.get("clock") or (
            Clock() if executor is None else PoolClock(executor.pool)
        )
        self.polling: Polling = options.get("polling") or kind.polling
        self.on_progress: Callable[[JobT], object] | None = options.get("on_progress")
        self.job: JobT | None = None
        self._cancel: Event | None = options.get("cancel")
        self._allowed: float | None = options.get("deadline")
        self._began = self.clock.monotonic()

    def left(self) -> float | None:
        """Seconds until the deadline; None without one."""
        if self._allowed is None:
            return None
        return self._began + self._allowed - self.clock.monotonic()

    def call_options(self) -> RequestOptions:
        """The options of a single call, which may not take longer than what is left.

        The deadline is also the bound of its wait for the rate limit, unless the client has a `max_wait`: a job may run
        for hours, and ends no sooner because the queue is long.
        """
        options: RequestOptions = {"max_wait": None} if self._unbounded else {}
        left = self.left()
        if left is None:
            return options
        if left <= 0:
            raise self._late()
        options["deadline"] = left
        return options

    def late(self) -> WaitTimeoutError | None:
        """The error of a deadline that has passed; None where there is none, or time is left."""
        left = self.left()
        return None if left is None or left > self._kept() else self._late()

    def pause(self, seconds: float, because: InferenceError | None = None) -> Pause:
        """Time to let pass, shortened so that one last look fits in before the deadline.

        Raises `WaitTimeoutError` where none does, and `WaitCancelledError`.
        """
        if self._cancel is not None and self._cancel.is_set():
            raise WaitCancelledError(f"the waiting for {self._called()} was called off", job=self.job)
        left = self.left()
        if left is not None:
            kept = self._kept()
            room = left - kept
            if room <= kept / 10:  # The last look has been.
                raise self._late() from because
            seconds = min(seconds, room)
        return Pause(seconds, self._cancel)

    def _kept(self) -> float:
        return min(_LAST_LOOK, (self._allowed or 0.0) / 10)

    def _called(self) -> str:
        return f"{self.kind.noun} {self.name}" if self.name else f"the {self.kind.noun}"

    def _late(self) -> WaitTimeoutError:
        seen = f"it was {self.job.status} when last seen" if self.job else "nothing was heard of it"
        return WaitTimeoutError(
            f"{self._called()} was not done within {self._allowed:g} s: {seen}", job=self.job
        )


class Watch(Generic[JobT]):
    """What has been seen of a job."""

    def __init__(self, wait: Wait[JobT], *, fresh: bool) -> None:
        self._wait = wait
        self._fresh = fresh
        """The job was just started and not seen again yet: it may not be known everywhere."""
        self._looks = 0
        self._failures = 0
        self._asked = 0.0
        self._error: InferenceError | None = None

    def saw(self, job: JobT) -> bool:
        """Take note of a look. Returns whether the job is done; raises `JobError` where it ended otherwise."""
        stage = stage_of(job.status)
        if stage is None:
            self.stumbled(DecodingError(f"the server told no status of {self._name}"), expected=True)
            return False
        self._wait.job = job
        self._failures = 0
        self._error = None
        self._asked = _asked(job)
        if stage in _ERRORS:
            raise _ended(self._wait.kind, self._name, job, stage)
        return stage is Stage.DONE

    def looked_again(self) -> None:
        """The job is known: from now on, its absence is an error."""
        self._fresh = False

    def stumbled(self, error: InferenceError, *, expected: bool = False) -> None:
        """Take note of a look that failed. Raises the error where looking again would not help."""
        self._failures += 1
        passing = (
            expected
            or is_retryable(error)
            or out_of_time(error)
            or (self._fresh and isinstance(error, NotFoundError))
        )
        if not passing or self._failures > self._wait.polling.failures:
            error.add_note(f"while waiting for {self._name}, which goes on by itself")
            raise error
        self._error = error
        self._asked = (error.retry_after or 0.0) if isinstance(error, APIStatusError) else 0.0

    def pause(self) -> Pause:
        """Time to let pass before the next look."""
        self._looks += 1
        return self._wait.pause(max(self._wait.polling.delay(self._looks), self._asked), self._error)

    @property
    def _name(self) -> str:
        return f"{self._wait.kind.noun} {self._wait.name}"


_ERRORS: Final[Mapping[Stage, type[JobError]]] = {
    Stage.FAILED: JobFailedError,
    Stage.CANCELLED: JobCancelledError,
    Stage.EXPIRED: JobExpiredError,
}


def _ended(kind: Kind[JobT], name: str, job: JobT, stage: Stage) -> JobError:
    reason = kind.reason(job)
    told = describe(reason).message
    return _ERRORS[stage](f"{name} {_WORDS[stage]}{f': {told}' if told else ''}", job=job)


_WORDS: Final[Mapping[Stage, str]] = {
    Stage.FAILED: "failed",
    Stage.CANCELLED: "was cancelled",
    Stage.EXPIRED: "expired",
}


def _asked(job: Job) -> float:
    """Seconds the server asks to be left alone with an answer that is no error."""
    if job.response is None:
        return 0.0
    return requested_wait(job.response.headers) or 0.0
