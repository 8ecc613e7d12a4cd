"""What calls log of their waits and retries: operation, request id and cause, never a body, a query or a key."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from ..errors import APIStatusError

if TYPE_CHECKING:
    from ..errors import APIError
    from ..rate_limit import Waiting
    from .response import ResponseMetadata

logger: Final = logging.getLogger("do_inference.calls")

_NOTICED: Final = 1.0
"""Seconds. A person at a terminal begins to wonder about a longer wait: it is logged with the level INFO."""
_LONG: Final = 5.0
"""Seconds. A longer wait is not part of normal operation: it is logged with the level WARNING."""


def level_of(seconds: float) -> int:
    """The level that a wait is logged with; 0 for a short wait, which is not logged."""
    return logging.WARNING if seconds > _LONG else logging.INFO if seconds > _NOTICED else 0


def log_wait(operation: str, last: ResponseMetadata | None, waiting: Waiting) -> int:
    """Log that a call waits in the queue of the limiter. Returns the level, 0 if the wait is short."""
    level = level_of(waiting.seconds)
    if level:
        logger.log(
            level,
            "%s%s waits about %.1f s for the rate limit, %d calls ahead: %s",
            operation,
            _after(last),
            waiting.seconds,
            waiting.ahead,
            waiting.cause,
        )
    return level


def log_wait_end(operation: str, last: ResponseMetadata | None, seconds: float, logged: int) -> None:
    """Log that a call waited longer than the level `logged` at its beginning said."""
    level = level_of(seconds)
    if level > logged:
        logger.log(
            level,
            "%s%s waited %.1f s for the rate limit, longer than predicted",
            operation,
            _after(last),
            seconds,
        )


def log_retry(operation: str, attempt: int, error: APIError, delay: float, requested: float | None) -> None:
    """Log that a failed attempt is repeated in `delay` seconds, of which the server `requested` so many."""
    level = max(level_of(delay), logging.INFO)
    why = "" if requested is None else f", as the server asks to wait {requested:.1f} s"
    logger.log(
        level,
        "%s attempt %d failed with %s; next attempt in %.2f s%s",
        operation,
        attempt,
        _shown(error),
        delay,
        why,
    )


def _shown(error: APIError) -> str:
    """Class, status, reason and request id of an error. Its message can quote a body."""
    parts = []
    if isinstance(error, APIStatusError):
        parts += [f"status {error.status_code}", f"reason {error.reason}"]
    request_id = None if error.response is None else error.response.request_id
    if request_id is not None:
        parts.append(f"request id {request_id}")
    return f"{type(error).__name__} ({', '.join(parts)})" if parts else type(error).__name__


def _after(last: ResponseMetadata | None) -> str:
    """Which failed response a wait follows; empty before the first one."""
    request_id = None if last is None else last.request_id
    return "" if request_id is None else f" (after request id {request_id})"
