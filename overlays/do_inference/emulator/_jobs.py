"""Work that takes a while: it goes through its states, one with each look at it or with the clock."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from do_inference.emulator._call import Call

FAIL = "[fail]"
"""In a prompt: the job fails in the end."""


@dataclass(slots=True)
class Job:
    """Something under way."""

    id: str
    key: str
    created: float
    states: tuple[str, ...]
    """From the first to the last."""
    request: Mapping[str, Any]
    position: int = 0
    entered: dict[str, float] = field(default_factory=dict)
    """When each state was entered."""
    result: Any = None
    size: int = 0
    """How many parts it has."""

    @property
    def state(self) -> str:
        return self.states[self.position]

    @property
    def over(self) -> bool:
        return self.position == len(self.states) - 1


class Work:
    """Something worked out in a thread of its own, so that other requests are answered meanwhile."""

    def __init__(self, function: Callable[[], Any]) -> None:
        self._function = function
        self._done = threading.Event()
        self._value: Any = None
        self._failure: BaseException | None = None
        threading.Thread(target=self._run, name="do-inference emulator: batch", daemon=True).start()

    def _run(self) -> None:
        try:
            self._value = self._function()
        except BaseException as error:  # noqa: BLE001 - raised where the value is asked for
            self._failure = error
        finally:
            self._done.set()

    def wait(self, seconds: float) -> bool:
        """Whether it is done, after waiting for it."""
        return self._done.wait(seconds)

    def value(self) -> Any:
        """What came of it, once it is done. Raises what it raised."""
        self._done.wait()
        if self._failure is not None:
            raise self._failure
        return self._value


def start(call: Call, kind: str, name: str, states: tuple[str, ...]) -> Job:
    """A new job in its first state."""
    job = Job(name, call.key, call.now, states, dict(call.fields), entered={states[0]: call.now})
    call.world.shelf.drawer(kind).put(name, job)
    return job


def find(call: Call, kind: str, name: str) -> Job | None:
    """The job of that name; None where the caller's key has none."""
    job = call.world.shelf.drawer(kind).get(name)
    return job if isinstance(job, Job) and job.key == call.key else None


def look(call: Call, job: Job) -> Job:
    """The job as it is at this look, which may move it on."""
    options = call.world.options
    if options.jobs == "polls":
        target = job.position + 1
    else:
        target = (
            int((call.now - job.created) / options.job_seconds)
            if options.job_seconds > 0
            else len(job.states)
        )
    while job.position < min(target, len(job.states) - 1):
        job.position += 1
        passed = job.created + job.position * options.job_seconds
        job.entered[job.state] = passed if options.jobs == "time" else call.now
    return job
