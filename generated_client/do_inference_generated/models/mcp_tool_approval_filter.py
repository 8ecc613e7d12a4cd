# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import mcp_tool_filter as _mcp_tool_filter

if TYPE_CHECKING:
    from .mcp_tool_filter import McpToolFilter


@define(eq=False, repr=False, kw_only=True)
class McpToolApprovalFilter(Model):
    """Tools of an MCP server whose calls require your approval."""

    always: McpToolFilter | None = None
    """Tools that always require approval."""
    never: McpToolFilter | None = None
    """Tools that never require approval."""

    _wire: ClassVar[dict[str, str]] = {
        "always": "always",
        "never": "never",
    }

    @staticmethod
    def _decode(value: Any) -> McpToolApprovalFilter:
        return decode(value)


def decode(value: Any) -> McpToolApprovalFilter:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = McpToolApprovalFilter.__new__(McpToolApprovalFilter)
    self._raw = value
    item: Any
    item = get("always")
    self.always = _mcp_tool_filter.decode(item) if type(item) is dict else None
    item = get("never")
    self.never = _mcp_tool_filter.decode(item) if type(item) is dict else None
    decoded: McpToolApprovalFilter = self
    return decoded
