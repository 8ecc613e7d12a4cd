"""A clock that stands still until a test moves it."""

from __future__ import annotations

import threading


class FakeClock:
    """Advanced by hand. Whoever waits on it is woken to look at the time anew."""

    def __init__(self, start: float = 1000.0) -> None:
        self.now = start
        self._waiting: list[threading.Condition] = []
        self._lock = threading.Lock()
        self.waited_until: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def unix(self) -> float:
        return 1_800_000_000.0 + self.now

    def wait(self, condition: threading.Condition, until: float) -> None:
        with self._lock:
            if until <= self.now:  # It was advanced since the caller looked at the time.
                return
            self._waiting.append(condition)
            self.waited_until.append(until)
        condition.wait()

    def advance(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds
            waiting, self._waiting = self._waiting, []
        for condition in waiting:
            with condition:
                condition.notify_all()


class JumpingClock:
    """Jumps to the end of each wait at once, so that nothing really waits."""

    def __init__(self, start: float = 1000.0) -> None:
        self.now = start

    def monotonic(self) -> float:
        return self.now

    def unix(self) -> float:
        return 1_800_000_000.0 + self.now

    def wait(self, condition: threading.Condition, until: float) -> None:
        self.now = max(self.now, until)
