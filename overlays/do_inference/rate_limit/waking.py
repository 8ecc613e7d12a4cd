"""How a waiting thread or task is woken from any thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import anyio

from ..event_loops import current_run


class ThreadSleep:
    """A thread that waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()

    def wake(self) -> bool:
        self._lock.release()
        return True

    def wait(self) -> None:
        self._lock.acquire()


class TaskSleep:
    """A task of the running event loop (asyncio or trio) that waits."""

    def __init__(self) -> None:
        self._event = anyio.Event()
        self._call_soon = _from_any_thread()

    def wake(self) -> bool:
        try:
            self._call_soon(self._event.set)
        except RuntimeError:
            # The event loop has ended, and with it the task.
            return False
        return True

    async def wait(self) -> None:
        await self._event.wait()


def _from_any_thread() -> Callable[[Callable[[], None]], object]:
    run = current_run()
    from_any_thread: Callable[[Callable[[], None]], object] = (
        run.call_soon_threadsafe if isinstance(run, asyncio.AbstractEventLoop) else run.run_sync_soon
    )
    return from_any_thread
