"""What calls log of their waits and retries: operation, request id and cause, never a body, a query or a key."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from ..errors import APIStatusError
from ..rate_limit._wait_log import WaitLog, level_of

if TYPE_CHECKING:
    from .._responses.metadata import ResponseMetadata
    from ..errors import APIError

logger: Final = logging.getLogger("do_inference.calls")


def wait_log(operation: str, last: ResponseMetadata | None) -> WaitLog:
    """Logs the wait of a call in the queue of the limiter. `last` is the failed response before it."""
    request_id = None if last is None else last.request_id
    after = "" if request_id is None else f" (after request id {request_id})"
    return WaitLog(f"{operation}{after}", logger.name)


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
