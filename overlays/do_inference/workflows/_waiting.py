"""Plans of waiting: for a job to end, and for what is to be there soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from do_inference.errors import InferenceError
from do_inference.retry import is_retryable

from ._polling import Job, Polling, Wait, Watch, out_of_time
from ._steps import Plan, do

if TYPE_CHECKING:
    from collections.abc import Callable

    from do_inference_generated._interface import RequestOptions

T = TypeVar("T")
JobT = TypeVar("JobT", bound=Job)


class NotYetError(Exception):
    """What a look wants is not there yet, as was to be expected. `error` says so in other words."""

    def __init__(self, error: InferenceError) -> None:
        super().__init__(str(error))
        self.error = error


def bounded(wait: Wait[JobT], plan: Plan[T]) -> Plan[T]:
    """The plan, with calls that ran into the deadline of the waiting told as that."""
    try:
        return (yield from plan)
    except InferenceError as error:
        late = wait.late() if out_of_time(error) else None
        if late is None:
            raise
        raise late from error


def wait_for(
    wait: Wait[JobT], look: Callable[[RequestOptions], Plan[JobT]], started: JobT | None = None
) -> Plan[JobT]:
    """The job, once it is done.

    `look` is a plan that fetches it. `started` is the job as its start was answered.
    Raises `JobError` and its kin, and what `look` raises and waiting does not mend.
    """
    watch = Watch(wait, fresh=started is not None)
    if started is not None:
        if (yield from _seen(wait, watch, started)):
            return started
        yield watch.pause()
    while True:
        options = wait.call_options()
        try:
            job = yield from look(options)
        except NotYetError as early:
            watch.stumbled(early.error, expected=True)
        except InferenceError as error:
            watch.stumbled(error)
        else:
            watch.looked_again()
            if (yield from _seen(wait, watch, job)):
                return job
        yield watch.pause()


def _seen(wait: Wait[JobT], watch: Watch[JobT], job: JobT) -> Plan[bool]:
    hook = wait.on_progress
    if hook is not None:
        yield from do(lambda: hook(job))
    return watch.saw(job)


SETTLING = Polling(initial=1.0, maximum=8.0, factor=2.0, failures=6)
"""How long to expect what should be there already: half a minute in all."""


def persist(
    wait: Wait[JobT], fetch: Callable[[RequestOptions], Plan[T]], *, polling: Polling = SETTLING
) -> Plan[T]:
    """What `fetch` fetches, which may fail for a while although it should be there.

    Tries again after `NotYetError` and after errors that pass, then raises the last of them.
    """
    failures = 0
    while True:
        options = wait.call_options()
        try:
            return (yield from fetch(options))
        except NotYetError as early:
            error = early.error
        except InferenceError as other:
            # A deadline that passed is told by `pause`, in words of the waiting.
            if not is_retryable(other) and not out_of_time(other):
                raise
            error = other
        failures += 1
        if failures >= polling.failures:
            raise error
        yield wait.pause(polling.delay(failures), error)
