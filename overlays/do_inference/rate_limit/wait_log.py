"""The log of waits in the queue of a limiter."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .limiter import Waiting

_NOTICED: Final = 1.0
"""Seconds. A person at a terminal begins to wonder about a longer wait: it is logged with the level INFO."""
_LONG: Final = 5.0
"""Seconds. A longer wait is not part of normal operation: it is logged with the level WARNING."""


def level_of(seconds: float) -> int:
    """The level that a wait is logged with; 0 for a short wait, which is not logged."""
    return logging.WARNING if seconds > _LONG else logging.INFO if seconds > _NOTICED else 0


class WaitLog:
    """A `WaitListener` that logs long waits, with their cause as they begin, and as they end if they took longer."""

    __slots__ = ("_level", "_logger", "_what")

    def __init__(self, what: str = "a request", logger: str = "do_inference.rate_limit") -> None:
        self._what = what
        self._logger = logger
        self._level = 0

    def wait_began(self, waiting: Waiting) -> None:
        self._level = level_of(waiting.seconds)
        if self._level:
            logging.getLogger(self._logger).log(
                self._level,
                "%s waits about %.1f s for the rate limit, %d calls ahead: %s",
                self._what,
                waiting.seconds,
                waiting.ahead,
                waiting.cause,
            )

    def wait_ended(self, seconds: float) -> None:
        level = level_of(seconds)
        if level > self._level:
            logging.getLogger(self._logger).log(
                level, "%s waited %.1f s for the rate limit, longer than predicted", self._what, seconds
            )
