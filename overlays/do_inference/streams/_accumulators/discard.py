"""Events that add up to nothing."""

from __future__ import annotations

from typing import ClassVar

from .base import Accumulator, Emit, Json


class DiscardingAccumulator(Accumulator):
    """Keeps nothing: every event stands for itself."""

    adds_up: ClassVar[bool] = False

    def add(self, value: Json, emit: Emit | None) -> None:
        pass

    def close(self, emit: Emit | None) -> None:
        pass

    def complete(self, answers: int) -> bool:
        return False

    def has_result(self) -> bool:
        return True

    def result(self) -> Json:
        return {}

    def event_of(self, result: Json) -> Json:
        return result
