"""Tools: Python functions that the model can call, and the loop that runs them."""

from __future__ import annotations

from ._calls import ToolCall, ToolResult
from ._conversation import Step
from ._definition import Tool, tool
from ._loop import ToolLoop, ToolLoopError, ToolRun

__all__ = ["Step", "Tool", "ToolCall", "ToolLoop", "ToolLoopError", "ToolResult", "ToolRun", "tool"]
