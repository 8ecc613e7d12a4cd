"""Work that takes a while: it goes through its states, one with each look at it or with the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference.emulator.call import Call

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

    @property
    def state(self) -> str:
        return self.states[self.position]

    @property
    def over(self) -> bool:
        return self.position == len(self.states) - 1


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
