# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control
from . import tool_result_content as _tool_result_content

if TYPE_CHECKING:
    from .cache_control import CacheControl
    from .tool_result_content import ToolResultContent


@define(eq=False, repr=False, kw_only=True)
class McpToolResultBlock(Model):
    """The result of an MCP server's tool."""

    type: Literal["mcp_tool_result"] = "mcp_tool_result"
    """Type of the content block, always `mcp_tool_result`."""
    tool_use_id: str
    """The `id` of the corresponding tool use block."""
    content: ToolResultContent | None = None
    """Output of the tool."""
    is_error: bool | None = None
    """Whether the call failed."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block. In requests only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "tool_use_id": "tool_use_id",
        "content": "content",
        "is_error": "is_error",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> McpToolResultBlock:
        return decode(value)


def decode(value: Any) -> McpToolResultBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = McpToolResultBlock.__new__(McpToolResultBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.tool_use_id = get("tool_use_id")
    item = get("content")
    self.content = _tool_result_content.decode(item)
    self.is_error = get("is_error")
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: McpToolResultBlock = self
    return decoded
