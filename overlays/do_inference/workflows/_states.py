"""The states of jobs. Each kind has words of its own for them, and some have two for one."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Stage(Enum):
    """What a state means to somebody who waits."""

    UNDER_WAY = auto()
    DONE = auto()
    FAILED = auto()
    CANCELLED = auto()
    EXPIRED = auto()


# Documentation names COMPLETE as an end of asynchronous invocations, samples show COMPLETED, and clients of the service
# also know ERROR.
_ENDS: Final[Mapping[str, Stage]] = {
    "complete": Stage.DONE,
    "completed": Stage.DONE,
    "failed": Stage.FAILED,
    "error": Stage.FAILED,
    "cancelled": Stage.CANCELLED,
    "canceled": Stage.CANCELLED,
    "expired": Stage.EXPIRED,
}


def stage_of(status: object) -> Stage | None:
    """The stage of a job by its status, in any case; None where there is no status.

    States that are not known are taken as under way: the service adds some without notice, such as `queued` for
    batches.
    """
    if not isinstance(status, str) or not status.strip():
        return None
    return _ENDS.get(status.strip().lower(), Stage.UNDER_WAY)
