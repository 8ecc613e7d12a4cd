"""Clocks for tests, which advance only when a test or a wait advances them."""

from __future__ import annotations

import threading


class FakeClock:
    """A clock that tests advance. Each change wakes the waiting threads, which check the time again."""

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
    """A clock that jumps to the end of each wait, so that nothing really waits."""

    def __init__(self, start: float = 1000.0) -> None:
        self.now = start

    def monotonic(self) -> float:
        return self.now

    def unix(self) -> float:
        return 1_800_000_000.0 + self.now

    def wait(self, condition: threading.Condition, until: float) -> None:
        self.now = max(self.now, until)
