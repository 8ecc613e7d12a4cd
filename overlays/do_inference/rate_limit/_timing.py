"""The clock of a limiter, and the suspension of threads and tasks. Tests replace the clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class TimeSource(Protocol):
    """A clock that can wait."""

    def monotonic(self) -> float:
        """Return seconds that never decrease, the same for all processes of a host."""
        ...

    def unix(self) -> float:
        """Return the Unix time in seconds."""
        ...

    def wait(self, condition: threading.Condition, until: float) -> None:
        """Wait, with `condition` held, until it is notified or the clock reaches `until`. May return earlier."""
        ...


class SystemTime:
    """The system clock."""

    monotonic = staticmethod(time.monotonic)
    unix = staticmethod(time.time)

    def wait(self, condition: threading.Condition, until: float) -> None:
        # A condition raises OverflowError above TIMEOUT_MAX. The caller checks the time again after any wait.
        condition.wait(min(max(0.0, until - time.monotonic()), threading.TIMEOUT_MAX))


class ThreadSleep:
    """Suspends a thread until another one wakes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()

    def wake(self) -> bool:
        self._lock.release()
        return True

    def wait(self) -> None:
        self._lock.acquire()


class TaskSleep:
    """Suspends a task of the running event loop (asyncio or trio) until it is woken."""

    def __init__(self) -> None:
        # Imported here for start-up time: synchronous clients do without event loops.
        import anyio

        from .._event_loops import current_run

        self._event = anyio.Event()
        run = current_run()
        # The method of an asyncio loop, or else that of a trio token.
        self._call_soon: Callable[[Callable[[], None]], object] = (
            getattr(run, "call_soon_threadsafe", None) or run.run_sync_soon
        )

    def wake(self) -> bool:
        """Resume the task, from any thread. Return False if its event loop has ended."""
        try:
            self._call_soon(self._event.set)
        except RuntimeError:
            return False
        return True

    async def wait(self) -> None:
        await self._event.wait()
