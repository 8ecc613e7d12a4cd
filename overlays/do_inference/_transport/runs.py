"""Runs of event loops: connections belong to the one that they were opened in, and end with it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, Final, Protocol

import anyio
import httpx

from .._event_loops import current_run
from .async_pooled import AsyncPooledTransport
from .pooled import PooledTransport
from .proxied import AsyncProxiedTransport, ProxiedTransport

_CLOSING_SECONDS: Final = 0.25

_OURS: Final = (PooledTransport, AsyncPooledTransport, ProxiedTransport, AsyncProxiedTransport)

Transports = dict[object, httpx.AsyncBaseTransport]


class Run(Protocol):
    """The transports of one run. They are closed when the run ends."""

    transports: Transports

    def has_ended(self) -> bool: ...

    def close_soon(self) -> None:
        """Close the transports from any thread: by the run, or without it if it has ended. Never raises."""
        ...

    async def close(self) -> None:
        """Close the transports, within the run."""
        ...


def new_run() -> Run:
    """The present run, watched for its end."""
    run = current_run()
    return AsyncioRun(run) if isinstance(run, asyncio.AbstractEventLoop) else TrioRun(run)


class AsyncioRun:
    """A loop of asyncio."""

    __slots__ = ("_keeper", "_loop", "transports")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.transports: Transports = {}
        # Before a loop ends, `asyncio.run` and its like close the asynchronous generators that were begun in it.
        self._keeper = _until_closed(self.transports)
        with contextlib.suppress(StopIteration):
            self._keeper.__anext__().send(None)  # Goes to its `yield`, where nothing is waited for.

    def has_ended(self) -> bool:
        return self._loop.is_closed()

    def close_soon(self) -> None:
        try:
            # Also if the loop is paused: it breaks if its sockets are closed without it.
            self._loop.call_soon_threadsafe(lambda: self._loop.create_task(self.close()))
        except RuntimeError:  # It is closed.
            abandon(self.transports)

    async def close(self) -> None:
        await close_all(self.transports)
        with contextlib.suppress(RuntimeError):  # It may be ending already.
            await self._keeper.aclose()

    def __del__(self) -> None:
        if self.transports and self._loop.is_closed():  # It ended before it did what `close_soon` asked for.
            abandon(self.transports)


class TrioRun:
    """A run of trio."""

    __slots__ = ("_ending", "_token", "transports")

    def __init__(self, token: Any) -> None:
        import trio

        self._token = token
        self._ending = trio.Event()
        self.transports: Transports = {}
        with contextlib.suppress(RuntimeError):  # The run takes no more tasks, as it is about to end.
            trio.lowlevel.spawn_system_task(_until_ending, self._ending, self.transports)

    def has_ended(self) -> bool:
        return not self._call_soon(_nothing)

    def close_soon(self) -> None:
        if not self._call_soon(self._ending.set):
            abandon(self.transports)

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
    # A system task: trio cancels it when the main task has ended.
    try:
        await ending.wait()
    finally:
        await close_all(transports)


def _nothing() -> None:
    pass


async def close_all(transports: Transports) -> None:
    """Close transports within their run, also while being cancelled. Never raises."""
    while transports:
        key, transport = transports.popitem()
        try:
            with anyio.move_on_after(_CLOSING_SECONDS, shield=True):
                await transport.aclose()
        except Exception:  # noqa: BLE001 - such as outside of a run, where Python finalizes some generators
            abandon({key: transport})


def abandon(transports: Mapping[Any, object]) -> None:
    """Close the sockets of transports without a word to the server: their run has ended, or another process goes on
    using them. Those of httpx are left as they are.
    """
    for transport in transports.values():
        if isinstance(transport, _OURS):
            transport.abandon()
