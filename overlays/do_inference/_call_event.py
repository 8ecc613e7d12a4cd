"""What the hook `on_call` receives about each finished call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from do_inference_generated._model import Model


class CallEvent(NamedTuple):
    """One finished call or stream, for `on_call`. All times are seconds.

    Example:
        ```python
        def measure(event: CallEvent) -> None:
            print(event.operation, event.status, f"{event.duration:.2f} s", type(event.error).__name__)

        client = Client(on_call=measure)
        ```
    """

    operation: str
    """The operationId."""
    status: int | None
    """The HTTP status of the last response; None without a response."""
    attempts: int
    """How many attempts the call made, 1 without retries."""
    waited: float
    """Time in the queue of the rate limiter, of all attempts together."""
    backed_off: float
    """Time between the attempts."""
    duration: float
    """Time from the start of the call to its end, with all waits. The end of a stream is when it was read completely,
    was closed, or failed.
    """
    time_to_first_event: float | None
    """Time from the start of the call to the first event of its stream; None without one."""
    usage: Model | None
    """The usage that the response or the stream reported, the same model as in the result; None without one."""
    request_id: str | None
    """The server's name for the request of the last response."""
    error: BaseException | None
    """The exception that the call raised; None if it succeeded. A `StreamClosedError` if a stream was closed before its
    end, and the exception of the event loop if the call was cancelled.
    """


CallHook: TypeAlias = Callable[[CallEvent], None]
AsyncCallHook: TypeAlias = Callable[[CallEvent], Awaitable[None] | None]
