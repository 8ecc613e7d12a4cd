"""Functions as tools: the model calls them, and reads what they return, until it has its answer."""

from __future__ import annotations

from ._calls import ToolCall, ToolResult
from ._conversation import Step
from ._definition import Tool, tool
from ._errors import ToolLoopError
from ._loop import ToolLoop, ToolRun

__all__ = ["Step", "Tool", "ToolCall", "ToolLoop", "ToolLoopError", "ToolResult", "ToolRun", "tool"]
