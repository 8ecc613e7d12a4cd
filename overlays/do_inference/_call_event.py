"""The event that the hook `on_call` receives after each call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from do_inference_generated._model import Model


class CallEvent(NamedTuple):
    """A completed call or stream, passed to `on_call`. All times are in seconds.

    Example:
        def measure(event: CallEvent) -> None:
            print(event.operation, event.status, f"{event.duration:.2f} s", type(event.error).__name__)

        client = Client(on_call=measure)
    """

    operation: str
    """The operationId."""
    status: int | None
    """The HTTP status of the last response; None if no response was received."""
    attempts: int
    """The number of attempts, 1 without retries."""
    waited: float
    """Time in the queue of the rate limiter, summed over all attempts."""
    backed_off: float
    """Time spent waiting between attempts."""
    duration: float
    """Time from the start of the call to its end, including all waits. A stream ends when it is read completely, is
    closed, or fails.
    """
    time_to_first_event: float | None
    """Time from the start of the call to the first event of its stream; None if it received none."""
    usage: Model | None
    """The usage that the response or stream reported, with the same model class as in the result; None if it reported
    none.
    """
    request_id: str | None
    """The request ID of the last response."""
    error: BaseException | None
    """The exception that the call raised; None if it succeeded. It is a `StreamClosedError` if a stream was closed
    before its end, and the cancellation exception of the event loop if the call was cancelled.
    """


CallHook: TypeAlias = Callable[[CallEvent], None]
AsyncCallHook: TypeAlias = Callable[[CallEvent], Awaitable[None] | None]
