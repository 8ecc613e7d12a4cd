"""What workflows accept beside their own arguments, and the check that it is that."""

from __future__ import annotations

from difflib import get_close_matches
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Generic, TypedDict, TypeVar

from do_inference._base_client import AsyncLifecycle
from do_inference._settings.timeouts import seconds

from ._polling import Job, Polling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from threading import Event

    from do_inference._clock import Clock

JobT = TypeVar("JobT", bound=Job)


class FetchOptions(TypedDict, total=False):
    """What everything accepts that may take more than one call."""

    deadline: float | None
    """Seconds that all of it may take: starting, waiting, fetching. Default: no limit."""
    cancel: Event
    """Calls the waiting off when it is set, from any thread; not the job. With an asynchronous client it is
    looked at between pauses: there, rather cancel the task.
    """
    clock: Clock
    """Time, for tests."""


class WaitOptions(FetchOptions, Generic[JobT], total=False):
    """What everything accepts that waits for a job."""

    polling: Polling
    """How often to look. By default what suits the kind of job."""
    on_progress: Callable[[JobT], object]
    """Called with the job after every look. May be asynchronous with an asynchronous client."""


def checked(client: object, options: Mapping[str, Any], kind: Any) -> Mapping[str, Any]:
    """The options, which are to be among those of the TypedDict `kind`. None stands for the default.

    What has no use in one workflow is let pass, as callers give the same options to several. Raises `TypeError` or
    `ValueError`: a job that has been started costs, so nothing may fail later that could now.
    """
    known = kind.__annotations__
    for name in options:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known))}"
            raise TypeError(f"there is no option {name!r}; {hint}")
    seconds(options.get("deadline"), "deadline")
    polling, hook, cancel = (options.get(name) for name in ("polling", "on_progress", "cancel"))
    if polling is not None and not isinstance(polling, Polling):
        raise TypeError(f"polling must be a Polling, not {type(polling).__name__}")
    if hook is not None and not callable(hook):
        raise TypeError(f"on_progress must be a function, not {type(hook).__name__}")
    if iscoroutinefunction(hook) and not isinstance(client, AsyncLifecycle):
        raise TypeError("on_progress is asynchronous: only with an asynchronous client it can be awaited")
    if cancel is not None and not hasattr(cancel, "is_set"):
        raise TypeError(f"cancel must be a threading.Event, not {type(cancel).__name__}")
    return options
