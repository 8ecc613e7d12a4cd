"""The clock of a client. Tests replace it to control time."""

from __future__ import annotations

import time


class Clock:
    """Reads the system clocks, and sleeps."""

    __slots__ = ()

    def monotonic(self) -> float:
        """Return the monotonic time in seconds, for durations and deadlines."""
        return time.monotonic()

    def now(self) -> float:
        """Return the Unix time in seconds, which reset headers of servers use."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Block the thread."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Suspend the task while other tasks run."""
        import anyio

        await anyio.sleep(seconds)
