"""How jobs are polled: intervals, the options of all waits, the types of jobs and their stages."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum, auto
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypedDict, TypeVar

from do_inference._settings.timeouts import seconds
from do_inference.async_client import AsyncAPIClient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from threading import Event

    from do_inference._clock import Clock
    from do_inference_generated._interface import ResponseInfo


class Job(Protocol):
    """The common attributes of invocations, videos and batches."""

    @property
    def status(self) -> str: ...
    @property
    def response(self) -> ResponseInfo | None: ...


JobT = TypeVar("JobT", bound=Job)


@dataclass(frozen=True, slots=True)
class Polling:
    """The intervals between polls. All times are in seconds.

    Raises:
        TypeError, ValueError: A value is not a finite number of at least 0.

    Example:
        wait_batch(client, batch_id, polling=Polling(initial=30, maximum=300))
    """

    initial: float = 1.0
    """The first interval. Each further interval is `factor` times as long."""
    maximum: float = 10.0
    """The longest interval, unless the server requests a longer one."""
    factor: float = 1.5
    jitter: float = 0.2
    """The maximum random deviation of each interval, as a share of it. It spreads the polls of many clients."""
    failures: int = 5
    """The maximum number of consecutive polls that may fail with a temporary error, after the retries of each."""
    random: Callable[[], float] = field(default=random.random, repr=False)

    def __post_init__(self) -> None:
        for name in ("initial", "maximum", "factor", "jitter", "failures"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise TypeError(f"{name} must be a number, not {type(value).__name__}")
            if not 0 <= value < float("inf"):
                raise ValueError(f"{name} must be a finite number of at least 0")

    def delay(self, number: int) -> float:
        """Return the seconds to wait before poll `number`, counted from 1."""
        # The exponent is bounded because a float overflows above about 1.5 ** 1750.
        interval = min(self.maximum, self.initial * self.factor ** min(number - 1, 100))
        return interval * (1 + self.jitter * (2 * self.random() - 1))


class FetchOptions(TypedDict, total=False):
    """Options of all functions that may send more than one request."""

    deadline: float | None
    """The maximum seconds for the complete function: starting, waiting and fetching. Default: no limit."""
    cancel: Event
    """Set it in any thread to stop the wait, but not the job. With an async client it is checked only between polls:
    cancel the task instead.
    """
    clock: Clock
    """The source of time, for tests."""


class WaitOptions(FetchOptions, Generic[JobT], total=False):
    """Options of all functions that wait for a job."""

    polling: Polling
    """The intervals between polls. The default depends on the type of the job."""
    on_progress: Callable[[JobT], object]
    """Called with the job after each poll. With an async client it may be a coroutine function."""


def check_options(client: object, options: Mapping[str, Any], typed_dict: Any) -> Mapping[str, Any]:
    """Return the options after checking that they are valid fields of `typed_dict`. None means the default.

    The check runs before the first request, because a started job is charged. It accepts options that have no effect in
    one function, because callers pass the same options to several functions.

    Raises:
        TypeError, ValueError: An option is unknown or invalid.
    """
    known = typed_dict.__annotations__
    for name in options:
        if name not in known:
            matches = get_close_matches(name, known, n=1)
            hint = (
                f"did you mean {matches[0]!r}?" if matches else f"the options are {', '.join(sorted(known))}"
            )
            raise TypeError(f"there is no option {name!r}; {hint}")
    seconds(options.get("deadline"), "deadline")
    polling, hook, cancel = (options.get(name) for name in ("polling", "on_progress", "cancel"))
    if polling is not None and not isinstance(polling, Polling):
        raise TypeError(f"polling must be a Polling, not {type(polling).__name__}")
    if hook is not None and not callable(hook):
        raise TypeError(f"on_progress must be a function, not {type(hook).__name__}")
    if iscoroutinefunction(hook) and not isinstance(client, AsyncAPIClient):
        raise TypeError("on_progress is a coroutine function, which requires an AsyncClient")
    if cancel is not None and not hasattr(cancel, "is_set"):
        raise TypeError(f"cancel must be a threading.Event, not {type(cancel).__name__}")
    return options


@dataclass(frozen=True, slots=True)
class JobType(Generic[JobT]):
    """One type of job."""

    noun: str
    """Its name in error messages."""
    polling: Polling
    """The default intervals."""
    reason: Callable[[JobT], object]
    """Returns the reason for a failure that the server gives."""


class Stage(Enum):
    """The stage of a job, independent of its type."""

    UNDER_WAY = auto()
    DONE = auto()
    FAILED = auto()
    CANCELLED = auto()
    EXPIRED = auto()


# The documentation of asynchronous invocations uses COMPLETE, its samples COMPLETED, and clients of the service also
# handle ERROR.
_FINAL_STAGES: Final[Mapping[str, Stage]] = {
    "complete": Stage.DONE,
    "completed": Stage.DONE,
    "failed": Stage.FAILED,
    "error": Stage.FAILED,
    "cancelled": Stage.CANCELLED,
    "canceled": Stage.CANCELLED,
    "expired": Stage.EXPIRED,
}


def stage_of(status: object) -> Stage | None:
    """Return the stage for a status, which is case-insensitive; None if there is no status.

    Unknown statuses count as under way, because the service adds some without notice, such as `queued` for batches.
    """
    if not isinstance(status, str) or not status.strip():
        return None
    return _FINAL_STAGES.get(status.strip().lower(), Stage.UNDER_WAY)
