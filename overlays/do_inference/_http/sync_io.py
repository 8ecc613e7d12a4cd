"""What differs between synchronous and asynchronous calls in more than names. `async_io` has the same names."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from .._settings.timeouts import DeadlineTimeout, shorter
from .._transport import exceptions
from .._transport.connection import DRAIN_SECONDS
from .._transport.guard import closing_late

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .._transport.messages import Response
    from ..retry import RetryEvent
    from .call import Call

T = TypeVar("T")


def read_timeouts() -> tuple[type[Exception], ...]:
    """Return what a read raises that takes longer than `ReadTimer` permits."""
    of_httpx = getattr(sys.modules.get("httpx"), "ReadTimeout", None)
    return (exceptions.ReadTimeout,) if of_httpx is None else (exceptions.ReadTimeout, of_httpx)


def time_limit(seconds: float) -> AbstractContextManager[object]:
    """Change nothing: each wait of a synchronous call is bounded by the deadline itself."""
    return nullcontext()


def run_blocking(function: Callable[[], T]) -> T:
    """Run a function that reads files."""
    return function()


def call_hook(hook: Callable[[RetryEvent], object], event: RetryEvent) -> None:
    """Call `on_retry`."""
    hook(event)


def chunks_of(response: Response) -> Iterator[bytes]:
    """Return the chunks of a body as the transport receives them."""
    return iter(response.stream)


def reading(call: Call, response: Response) -> AbstractContextManager[object]:
    """Bound the reading of a body by the deadline of its call, over transports that do not know deadlines."""
    return closing_late(call.deadline, response)


def end_response(response: Response, chunks: Iterator[bytes] | None = None) -> None:
    """Return a connection to the pool, or close it if its body was not read to the end."""
    # The result or the error of the call is known, and this one concerns no caller.
    try:  # noqa: SIM105 - `suppress` takes longer than the rest
        response.stream.close()
    except Exception:  # noqa: BLE001, S110
        pass


class ReadTimer:
    """Bounds the reads of a stream: through the read timeout of the default transport, which may change between reads,
    and over other transports by a thread that shuts the connection down.
    """

    __slots__ = ("_call", "_end", "_guard", "_read_timeout", "_response")

    def __init__(self, call: Call, response: Response) -> None:
        read_timeout = call.read_timeout
        assert isinstance(read_timeout, DeadlineTimeout)
        self._call = call
        self._response = response
        self._read_timeout = read_timeout
        if call.idle is not None:
            read_timeout.limit = call.idle
        self._end: float | None = None
        self._guard = closing_late(call.deadline, response)
        self._guard.__enter__()

    def limit(self, end: float | None) -> float | None:
        """Return what `enforce` takes for a read that ends at `end` at the latest; None if nothing else bounds it."""
        call = self._call
        if call.deadline is not None:
            call.check_deadline(call.last_response)
        if end is not None or self._end is not None:
            self._end = end
            self._read_timeout.deadline = shorter(call.deadline, end)
        return end

    def enforce(self, limit: float) -> AbstractContextManager[object]:
        """Raise one of `read_timeouts()` in the block after the moment `limit`."""
        return closing_late(limit, self._response)

    def draining(self) -> AbstractContextManager[object]:
        """Bound the time for reading the rest of a body."""
        self._read_timeout.shorten(DRAIN_SECONDS)
        return closing_late(time.monotonic() + DRAIN_SECONDS, self._response)

    def stop(self) -> None:
        """The stream ends."""
        self._guard.__exit__(None, None, None)
