"""The lifetime of event loop runs. Connections belong to the run in which they were opened, and are closed with it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Any, Final, Protocol

import anyio

from .._event_loops import current_run
from .messages import AsyncTransport, abandon

_CLOSING_SECONDS: Final = 0.25

Transports = dict[object, AsyncTransport]


class Run(Protocol):
    """The transports of one run, which are closed when the run ends."""

    transports: Transports

    def has_ended(self) -> bool: ...

    def close_soon(self) -> None:
        """Close the transports from any thread, in the run or, if it has ended, without it. Never raises."""
        ...

    async def close(self) -> None:
        """Close the transports. Called within the run."""
        ...


def new_run() -> Run:
    """Return the current run, whose end closes its transports."""
    run = current_run()
    return AsyncioRun(run) if isinstance(run, asyncio.AbstractEventLoop) else TrioRun(run)


class AsyncioRun:
    """A run of an asyncio event loop."""

    __slots__ = ("_keeper", "_loop", "transports")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.transports: Transports = {}
        # `asyncio.run` and similar functions close the asynchronous generators of a loop before it ends.
        self._keeper = _until_closed(self.transports)
        with contextlib.suppress(StopIteration):
            self._keeper.__anext__().send(None)  # Run to the `yield`, without waiting.

    def has_ended(self) -> bool:
        return self._loop.is_closed()

    def close_soon(self) -> None:
        try:
            # Also for a paused loop, which fails if its sockets are closed without it.
            self._loop.call_soon_threadsafe(lambda: self._loop.create_task(self.close()))
        except RuntimeError:  # The loop is closed.
            abandon(self.transports.values())

    async def close(self) -> None:
        await close_all(self.transports)
        with contextlib.suppress(RuntimeError):  # The loop may be closing already.
            await self._keeper.aclose()

    def __del__(self) -> None:
        if (
            self.transports and self._loop.is_closed()
        ):  # The loop ended before it ran the task of `close_soon`.
            abandon(self.transports.values())


class TrioRun:
    """A run of a trio event loop."""

    __slots__ = ("_ending", "_token", "transports")

    def __init__(self, token: Any) -> None:
        import trio

        self._token = token
        self._ending = trio.Event()
        self.transports: Transports = {}
        with contextlib.suppress(RuntimeError):  # The run is ending and accepts no more tasks.
            trio.lowlevel.spawn_system_task(_until_ending, self._ending, self.transports)

    def has_ended(self) -> bool:
        return not self._call_soon(_nothing)

    def close_soon(self) -> None:
        if not self._call_soon(self._ending.set):
            abandon(self.transports.values())

    async def close(self) -> None:
        self._ending.set()
        await close_all(self.transports)

    def _call_soon(self, function: Callable[[], object]) -> bool:
        try:
            self._token.run_sync_soon(function)
        except RuntimeError:
            return False
        return True


async def _until_closed(transports: Transports) -> AsyncGenerator[None, None]:
    try:
        yield
    finally:
        await close_all(transports)


async def _until_ending(ending: Any, transports: Transports) -> None:
    # A system task, which trio cancels after the main task has ended.
    try:
        await ending.wait()
    finally:
        await close_all(transports)


def _nothing() -> None:
    pass


async def close_all(transports: Transports) -> None:
    """Close transports within their run, even during cancellation. Never raises."""
    while transports:
        _, transport = transports.popitem()
        try:
            with anyio.move_on_after(_CLOSING_SECONDS, shield=True):
                await transport.aclose()
        except Exception:  # noqa: BLE001 - also runs outside of a run, when Python finalizes generators
            abandon([transport])
