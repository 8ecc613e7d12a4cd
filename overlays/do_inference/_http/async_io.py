"""What differs between asynchronous and synchronous calls in more than names. `sync_io` has the same names.

`async_executor` and `async_connection` use these; `nox -s generate` makes `executor` and `connection` from them, which
use `sync_io`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext, suppress
from inspect import isawaitable
from typing import TYPE_CHECKING, TypeVar

import anyio

from .._transport.connection import DRAIN_SECONDS
from .._transport.messages import EndsAtOnce

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from .._transport.messages import Response
    from ..retry import AsyncRetryHook, RetryEvent
    from .call import Call

T = TypeVar("T")


def read_timeouts() -> type[Exception]:
    """Return what a read raises that takes longer than `ReadTimer` permits."""
    return TimeoutError


def time_limit(seconds: float) -> AbstractContextManager[object]:
    """Leave the block after so many seconds."""
    return anyio.move_on_after(seconds)


async def run_blocking(function: Callable[[], T]) -> T:
    """Run a function that reads files in a thread: a file may be a pipe that this event loop fills."""
    return await anyio.to_thread.run_sync(function, abandon_on_cancel=True)


async def call_hook(hook: AsyncRetryHook, event: RetryEvent) -> None:
    """Call `on_retry`."""
    returned = hook(event)
    if isawaitable(returned):
        await returned


def chunks_of(response: Response) -> AsyncIterator[bytes]:
    """Return the chunks of a body as the transport receives them."""
    return aiter(response.stream)


def reading(call: Call, response: Response) -> AbstractContextManager[object]:
    """Bound the reading of a body by the deadline of its call: `time_limit` does so already."""
    return nullcontext()


async def end_response(response: Response, chunks: AsyncIterator[bytes] | None = None) -> None:
    """Return a connection to the pool, or close it if its body was not read to the end. Also runs during cancellation.

    `chunks` is what was reading the body. httpx reads through several generators, and trio warns about each one that is
    dropped unfinished. Reading on from a closed connection ends all of them, with an error that is expected.
    """
    if isinstance(response.stream, EndsAtOnce):
        response.stream.end()
        return
    with anyio.move_on_after(DRAIN_SECONDS, shield=True), suppress(Exception):
        await response.stream.aclose()
        if chunks is not None:
            async for _ in chunks:
                pass


class ReadTimer:
    """Bounds the reads of a stream. The deadline, the idle timeout and the event timeout end a read by cancellation."""

    __slots__ = ("_call",)

    def __init__(self, call: Call, response: Response) -> None:
        self._call = call

    def limit(self, end: float | None) -> float | None:
        """Return what `enforce` takes for a read that ends at `end` at the latest; None if nothing bounds it."""
        return self._call.read_limit(end)

    def enforce(self, limit: float) -> AbstractContextManager[object]:
        """Raise that of `read_timeouts()` in the block if it takes longer than `limit`."""
        return anyio.fail_after(limit)

    def draining(self) -> AbstractContextManager[object]:
        """Bound the time for reading the rest of a body."""
        return anyio.move_on_after(DRAIN_SECONDS)

    def stop(self) -> None:
        """The stream ends."""
