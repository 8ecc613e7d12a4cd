"""Timeouts of the phases of a request, and the deadline over all of them. All times are seconds."""

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
"""As long as the read timeout: reasoning models can be silent for minutes."""
_LONGEST: Final = 366 * 86_400.0
"""A year. No operating system waits for any number of seconds."""
_PHASES: Final = ("connect", "read", "write", "pool")


def phases(timeout: object) -> Phases:
    """The timeout of each phase, as httpx's `timeout` extension holds them.

    Takes a number for all phases, None for no limits, a `Timeout`, an `httpx.Timeout`, or a mapping by phase.
    """
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
        raise ValueError(f"{name} must be more than 0 seconds and finite; None means no limit")
    return float(min(value, _LONGEST))


def seconds(value: object, name: str) -> float | None:
    """An optional number of seconds, checked."""
    return _limit(value, name)


def wait_bound(value: object, name: str) -> float | None:
    """An optional bound of a wait in seconds, checked. 0 permits no wait; infinity is None."""
    if value is None or value == float("inf"):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} must be a number of seconds or None, not {type(value).__name__}")
    if not value >= 0:
        raise ValueError(f"{name} must be 0 or more seconds; None means no bound")
    return float(min(value, _LONGEST))


DefaultT = TypeVar("DefaultT", float, NotGiven)


def seconds_or_environment(
    value: object,
    name: str,
    default: DefaultT,
    check: Callable[[object, str], float | None] = seconds,
) -> float | DefaultT | None:
    """The number of seconds given, else that of the environment, else the default. None, or `none` in the environment,
    means no limit.

    The variable for `event_timeout` is `DO_INFERENCE_EVENT_TIMEOUT`, and so on.
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
        least = "0 or more seconds" if check is wait_bound else "a number of seconds above 0"
        raise ConfigurationError(f"{variable} must be {least}, or none for no limit, not {text!r}") from None


class Patience(float):
    """A timeout that is worked out anew whenever something is waited for, so that a deadline holds exactly.

    As a plain number, which is how code that does not know it sees it, it is the limit at the time it was
    made.
    """

    __slots__ = ("deadline", "limit")

    limit: float | None
    """The longest single wait."""
    deadline: float | None
    """The moment, by `time.monotonic()`, when patience ends."""

    def __new__(cls, limit: float | None, deadline: float | None) -> Self:
        left = shorter(limit, None if deadline is None else max(deadline - time.monotonic(), 0.001))
        self = super().__new__(cls, 86_400.0 if left is None else left)
        self.limit = limit
        self.deadline = deadline
        return self

    def left(self) -> float | None:
        """Seconds that may be waited now; 0 or less if none."""
        return shorter(self.limit, None if self.deadline is None else self.deadline - time.monotonic())

    def hurry(self, within: float) -> None:
        """Let patience end `within` seconds from now at the latest."""
        end = time.monotonic() + within
        self.deadline = end if self.deadline is None else min(self.deadline, end)


def shorter(one: float | None, other: float | None) -> float | None:
    """The smaller of two limits. None means no limit."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def until(deadline: float | None, limits: Mapping[str, float | None]) -> Phases:
    """Phases that none reaches beyond the deadline."""
    return {phase: Patience(limit, deadline) for phase, limit in limits.items()}
