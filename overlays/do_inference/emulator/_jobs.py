"""Jobs that pass through several states: one with each poll, or with the clock."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from do_inference.emulator._request import EmulatedRequest

FAILURE_MARKER: Final = "[fail]"
"""A prompt that contains it makes its job fail."""


@dataclass(slots=True)
class EmulatedJob:
    """A job of one caller."""

    id: str
    key: str
    """The API key that created it. Other keys do not see it."""
    created: float
    """Seconds since the epoch, as all times."""
    states: tuple[str, ...]
    """All states of the job, in order."""
    request: Mapping[str, Any]
    """The body of the request that created it."""
    position: int = 0
    entered: dict[str, float] = field(default_factory=dict)
    """When the job entered each state."""
    result: Any = None
    size: int = 0
    """The number of parts, such as the lines of a batch."""

    @property
    def state(self) -> str:
        """The current state."""
        return self.states[self.position]

    @property
    def is_final(self) -> bool:
        """Whether the job has reached its last state."""
        return self.position == len(self.states) - 1


class BackgroundTask:
    """A function that runs in its own thread, so that the emulator can respond to other requests."""

    def __init__(self, function: Callable[[], Any]) -> None:
        self._function = function
        self._done = threading.Event()
        self._result: Any = None
        self._error: BaseException | None = None
        threading.Thread(target=self._run, name="do-inference emulator: batch", daemon=True).start()

    def _run(self) -> None:
        try:
            self._result = self._function()
        except BaseException as error:  # noqa: BLE001 - result() raises it
            self._error = error
        finally:
            self._done.set()

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds`, and return whether the function has finished."""
        return self._done.wait(seconds)

    def result(self) -> Any:
        """Wait for the function and return its result. Raises the function's exception."""
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._result


def start_job(call: EmulatedRequest, store: str, job_id: str, states: tuple[str, ...]) -> EmulatedJob:
    """Create a job in its first state and put it into the store."""
    job = EmulatedJob(job_id, call.key, call.now, states, dict(call.fields), entered={states[0]: call.now})
    call.state.stores[store].put(job_id, job)
    return job


def find_job(call: EmulatedRequest, store: str, job_id: str) -> EmulatedJob | None:
    """Return the job with this id, or None if it does not exist or another key created it."""
    job = call.state.stores[store].get(job_id)
    return job if isinstance(job, EmulatedJob) and job.key == call.key else None


def poll_job(call: EmulatedRequest, job: EmulatedJob) -> EmulatedJob:
    """Advance a job by one state, or to the state of the current time, and return it."""
    options = call.state.options
    last = len(job.states) - 1
    by_time = options.jobs == "time"
    if not by_time:
        target = job.position + 1
    elif options.job_seconds > 0:
        target = int((call.now - job.created) / options.job_seconds)
    else:
        target = last
    while job.position < min(target, last):
        job.position += 1
        scheduled = job.created + job.position * options.job_seconds
        job.entered[job.state] = scheduled if by_time else call.now
    return job
