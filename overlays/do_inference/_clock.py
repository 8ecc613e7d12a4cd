"""Time, in one place, so that tests can turn it by hand."""

from __future__ import annotations

import time


class Clock:
    """What the runtime knows of time."""

    __slots__ = ()

    def monotonic(self) -> float:
        """Seconds that only ever grow: for durations and deadlines."""
        return time.monotonic()

    def now(self) -> float:
        """Unix time: what servers' reset headers count in."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Wait, letting other tasks run."""
        import anyio

        await anyio.sleep(seconds)
