"""Reports finished calls to the hook `on_call`, and logs waits and retries without bodies, queries or keys."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from inspect import isawaitable
from math import inf
from typing import TYPE_CHECKING, Any, Final

from do_inference_generated._model import Model

from .._call_event import CallEvent
from .._response.metadata import UndecodedResponse
from ..errors import APIStatusError, InferenceError
from ..rate_limit._wait_log import WaitLog, level_of

if TYPE_CHECKING:
    from .._call_event import AsyncCallHook
    from .._response.metadata import ResponseMetadata
    from ..errors import APIError
    from .call import Call

logger: Final = logging.getLogger("do_inference.calls")

_SECONDS_FOR_A_HOOK: Final = 5.0
"""Seconds that an asynchronous hook may take while its caller is cancelled: enough to store a record, and short enough
for a program that ends."""


class CallReport:
    """Measures one call and reports its end once. It exists only if the client has a hook; other calls cost nothing."""

    __slots__ = ("_began", "_call", "_first", "_hook")

    def __init__(self, call: Call, hook: AsyncCallHook) -> None:
        self._call: Call = call
        self._began = time.monotonic()
        self._first: float | None = None
        self._hook: list[AsyncCallHook] = [hook]

    def handed_over(self) -> None:
        """Note the first event that the stream hands to the caller."""
        if self._first is None:
            self._first = time.monotonic() - self._began

    def finish(self, error: BaseException | None, result: object = None, usage: object = None) -> None:
        """Call a synchronous hook, unless the end was already reported. Exceptions of the hook are raised."""
        returned = self._call_hook(error, result, usage)
        close = getattr(returned, "close", None)
        if isawaitable(returned) and close is not None:
            close()  # The stream was left open in a program whose event loop has ended.

    async def finish_async(
        self, error: BaseException | None, result: object = None, usage: object = None
    ) -> None:
        """Call a hook that may be asynchronous, unless the end was already reported."""
        returned = self._call_hook(error, result, usage)
        if not isawaitable(returned):
            return
        import anyio

        if anyio.current_effective_deadline() > -inf:
            await returned
            return
        with anyio.move_on_after(_SECONDS_FOR_A_HOOK, shield=True):  # The caller is being cancelled.
            await returned

    def _call_hook(self, error: BaseException | None, result: object, usage: object) -> object:
        try:
            hook = self._hook.pop()
        except IndexError:
            return None
        call = self._call
        last = call.last_response
        usage = _decoded_usage(result) if usage is None else usage
        return hook(
            CallEvent(
                operation=call.operation.id,
                status=None if last is None else last.status_code,
                attempts=call.attempts,
                waited=call.queued,
                backed_off=call.waited,
                duration=time.monotonic() - self._began,
                time_to_first_event=self._first,
                usage=usage if isinstance(usage, Model) else None,
                request_id=None if last is None else last.request_id,
                error=error,
            )
        )


def _decoded_usage(result: Any) -> object:
    """Return the usage in a result or in an undecoded response; None if it has none."""
    if isinstance(result, UndecodedResponse):
        parsed: object = None
        with suppress(InferenceError):  # `parse` raises this error for the caller.
            parsed = result.parse()
        result = parsed
    if not isinstance(result, Model):
        return None
    attribute = result._wire.get("usage")
    return None if attribute is None else getattr(result, attribute)


def wait_log(operation: str, last: ResponseMetadata | None) -> WaitLog:
    """Return a logger for the wait of a call in the limiter's queue. `last` is the failed response before it."""
    request_id = None if last is None else last.request_id
    after = "" if request_id is None else f" (after request id {request_id})"
    return WaitLog(f"{operation}{after}", logger.name)


def log_retry(operation: str, attempt: int, error: APIError, delay: float, requested: float | None) -> None:
    """Log that an attempt failed and is repeated in `delay` seconds. `requested` is the wait in `retry-after`."""
    level = max(level_of(delay), logging.INFO)
    why = "" if requested is None else f", because the server requests a wait of {requested:.1f} s"
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
    """Return class, status, reason and request id of an error. Its message may quote a body, so it is left out."""
    parts = []
    if isinstance(error, APIStatusError):
        parts += [f"status {error.status_code}", f"reason {error.reason}"]
    request_id = None if error.response is None else error.response.request_id
    if request_id is not None:
        parts.append(f"request id {request_id}")
    return f"{type(error).__name__} ({', '.join(parts)})" if parts else type(error).__name__
