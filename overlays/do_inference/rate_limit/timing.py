"""The clock a limiter goes by. Tests put their own in its place."""

from __future__ import annotations

import threading
import time
from math import inf
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits for it."""

    def monotonic(self) -> float:
        """Seconds that only ever pass, the same for all processes of a host."""
        ...

    def unix(self) -> float: ...

    def wait(self, condition: threading.Condition, until: float) -> None:
        """Wait, with `condition` held, until it is notified or the clock says `until`."""
        ...


class SystemClock:
    """The real one."""

    monotonic = staticmethod(time.monotonic)
    unix = staticmethod(time.time)

    def wait(self, condition: threading.Condition, until: float) -> None:
        if until == inf:
            condition.wait()
        else:
            condition.wait(max(0.0, until - time.monotonic()))
