"""A clock whose waits end when the client is closed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from .._clock import Clock

if TYPE_CHECKING:
    from .async_pools import AsyncPool
    from .pools import Pool


class PoolClock(Clock):
    """The clock of a client. Its waits raise `ClientClosedError` when any thread closes the client."""

    __slots__ = ("_pool",)

    def __init__(self, pool: Pool | AsyncPool) -> None:
        self._pool = pool

    def sleep(self, seconds: float) -> None:
        closed = threading.Event()
        withdrawal = self._pool.withdrawal

        def end(_: Exception) -> None:
            closed.set()

        withdrawal.add(end)
        try:
            closed.wait(min(seconds, threading.TIMEOUT_MAX))
        finally:
            withdrawal.discard(end)
        withdrawal.check()

    async def sleep_async(self, seconds: float) -> None:
        import anyio

        from ..rate_limit._timing import TaskSleep

        closed = TaskSleep()
        withdrawal = self._pool.withdrawal

        def end(_: Exception) -> None:
            closed.wake()

        withdrawal.add(end)
        try:
            with anyio.move_on_after(seconds):
                await closed.wait()
        finally:
            withdrawal.discard(end)
        withdrawal.check()
