"""The time that remains for a wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import httpx

from ..._settings.timeouts import DeadlineTimeout

Timeouts: TypeAlias = Mapping[str, float | None]
"""The timeouts of a request in seconds, by phase: connect, read, write, pool."""


def remaining(timeout: float | None, error: type[httpx.TimeoutException]) -> float | None:
    """Return the seconds that a wait may take that starts now; None without a limit.

    Raises `error` if the deadline of the call has passed.
    """
    if not isinstance(timeout, DeadlineTimeout):
        return timeout
    left = timeout.left()
    if left is not None and left <= 0:
        raise error("the deadline has passed")
    return left
