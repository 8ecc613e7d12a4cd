"""Functions as tools: the model calls them, and reads what they return, until it has its answer."""

from __future__ import annotations

from .calls import ToolCall, ToolResult
from .definition import Tool, tool
from .errors import ToolLoopError
from .loop import ToolLoop, ToolRun
from .talk import Step

__all__ = ["Step", "Tool", "ToolCall", "ToolLoop", "ToolLoopError", "ToolResult", "ToolRun", "tool"]
