"""What ends a tool loop."""

from __future__ import annotations

from typing import Any

from do_inference.errors import InferenceError


class ToolLoopError(InferenceError):
    """The model still called tools when no rounds were left. Nothing of what it did is lost.

    `result` is the last answer, whose calls were not made, and `conversation` all up to it.
    """

    def __init__(self, message: str, *, result: Any = None, conversation: list[Any] | None = None) -> None:
        super().__init__(message)
        self.result = result
        self.conversation = conversation or []
