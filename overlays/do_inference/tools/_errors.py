"""What ends a tool loop."""

from __future__ import annotations

from typing import Any

from do_inference.errors import InferenceError


class ToolLoopError(InferenceError):
    """The loop ended with tool calls that were not run: no rounds were left, or the answer ended in a way that the
    conversation cannot go on from, such as `failed`.

    `result` is the last answer, and `conversation` everything up to it and to the results of its calls, which say
    that they were not run: it can be sent to the server again.
    """

    def __init__(self, message: str, *, result: Any = None, conversation: list[Any] | None = None) -> None:
        super().__init__(message)
        self.result = result
        self.conversation = conversation or []
