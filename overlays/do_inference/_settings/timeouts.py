"""The timeouts of the phases of a request, and the deadline of a call. All times are in seconds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Final, Self, TypeAlias, TypeVar

from do_inference_generated._interface import NotGiven, Timeout

from ..errors import ConfigurationError

Phases: TypeAlias = "dict[str, float | None]"

DEFAULT_TIMEOUT: Final = Timeout()
DEFAULT_EVENT_TIMEOUT: Final = 600.0
"""Equal to the read timeout, because reasoning models may send nothing for minutes."""
_LONGEST: Final = 366 * 86_400.0
"""One year. System calls reject longer timeouts."""
_PHASES: Final = ("connect", "read", "write", "pool")


def phases(timeout: object) -> Phases:
    """Return the timeout of each phase, in the format of httpx's `timeout` extension.

    Accepts a number for all phases, None for no limit, a `Timeout`, an `httpx.Timeout`, or a mapping of phases.
    """
    if timeout is DEFAULT_TIMEOUT:
        return DEFAULT_TIMEOUT._asdict()
    if timeout is None:
        return dict.fromkeys(_PHASES)
    if isinstance(timeout, int | float) and not isinstance(timeout, bool):
        return dict.fromkeys(_PHASES, _positive(timeout, "timeout"))
    if isinstance(timeout, Mapping):
        return phases(Timeout(**timeout))
    if all(hasattr(timeout, phase) for phase in _PHASES):
        return {phase: _limit(getattr(timeout, phase), f"timeout.{phase}") for phase in _PHASES}
    raise TypeError(f"timeout must be a number of seconds, a Timeout or None, not {type(timeout).__name__}")


def _limit(value: object, name: str) -> float | None:
    return None if value is None else _positive(value, name)


def _positive(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} must be a number of seconds or None, not {type(value).__name__}")
    if not 0 < value < float("inf"):
        raise ValueError(
            f"{name} must be a finite number of seconds above 0, not {value}; None means no limit"
        )
    return float(min(value, _LONGEST))


def seconds(value: object, name: str) -> float | None:
    """Return a valid number of seconds or None. Raises `TypeError` or `ValueError`."""
    return _limit(value, name)


def wait_bound(value: object, name: str) -> float | None:
    """Return a valid upper bound of a wait: 0 allows no wait, and infinity becomes None (no bound)."""
    if value is None or value == float("inf"):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} must be a number of seconds or None, not {type(value).__name__}")
    if not value >= 0:
        raise ValueError(f"{name} must be 0 seconds or more, not {value}; None means no bound")
    return float(min(value, _LONGEST))


DefaultT = TypeVar("DefaultT", float, NotGiven)


def seconds_or_environment(
    value: object,
    name: str,
    default: DefaultT,
    check: Callable[[object, str], float | None] = seconds,
) -> float | DefaultT | None:
    """Return the number of seconds from the argument, else from the environment, else the default.

    None, or `none` in the environment, means no limit. The variable for `event_timeout` is
    `DO_INFERENCE_EVENT_TIMEOUT`, for example.
    """
    if not isinstance(value, NotGiven):
        return check(value, name)
    variable = f"DO_INFERENCE_{name.upper()}"
    text = os.environ.get(variable, "").strip()
    if not text or text.lower() == "none":
        return None if text else default
    try:
        return check(float(text), variable)
    except ValueError:
        least = "0 seconds or more" if check is wait_bound else "a number of seconds above 0"
        raise ConfigurationError(f"{variable} must be {least}, or none for no limit, not {text!r}") from None


class DeadlineTimeout(float):
    """A timeout for each wait that also respects a deadline, whose remaining time is computed when the wait starts.

    Code that does not know this class uses it as a plain number: the timeout that applied when it was created.
    """

    __slots__ = ("deadline", "limit")

    limit: float | None
    """The longest single wait in seconds."""
    deadline: float | None
    """The deadline, by `time.monotonic()`; None if there is none."""

    def __new__(cls, limit: float | None, deadline: float | None) -> Self:
        left = shorter(limit, None if deadline is None else max(deadline - time.monotonic(), 0.001))
        self = super().__new__(cls, 86_400.0 if left is None else left)
        self.limit = limit
        self.deadline = deadline
        return self

    def left(self) -> float | None:
        """Return the time that remains for a wait that starts now; 0 or less if there is none."""
        return shorter(self.limit, None if self.deadline is None else self.deadline - time.monotonic())

    def shorten(self, within: float) -> None:
        """Move the deadline to at most `within` seconds from now."""
        end = time.monotonic() + within
        self.deadline = end if self.deadline is None else min(self.deadline, end)


def remaining(timeout: float | None, error: type[Exception]) -> float | None:
    """Return the seconds that a wait may take that starts now; None without a limit.

    Raises `error` if the deadline of a `DeadlineTimeout` has passed.
    """
    if not isinstance(timeout, DeadlineTimeout):
        return timeout
    left = timeout.left()
    if left is not None and left <= 0:
        raise error("the deadline has passed")
    return left


def shorter(one: float | None, other: float | None) -> float | None:
    """Return the smaller of two limits. None means no limit."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def until(deadline: float | None, limits: Mapping[str, float | None]) -> Phases:
    """Return the timeouts of all phases, limited by the deadline."""
    return {phase: DeadlineTimeout(limit, deadline) for phase, limit in limits.items()}
