# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import mcp_listed_tool as _mcp_listed_tool

if TYPE_CHECKING:
    from .mcp_listed_tool import McpListedTool


@define(eq=False, repr=False, kw_only=True)
class McpListToolsItem(Model):
    """The tools that a remote MCP server offers."""

    type: Literal["mcp_list_tools"] = "mcp_list_tools"
    """Type of the item, always `mcp_list_tools`."""
    id: str | None = None
    """Unique id of the item."""
    server_label: str | None = None
    """The label of the server in the request."""
    tools: list[McpListedTool] | None = None
    """The tools."""
    error: Any = None
    """Why the tools could not be listed."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "server_label": "server_label",
        "tools": "tools",
        "error": "error",
    }

    @staticmethod
    def _decode(value: Any) -> McpListToolsItem:
        return decode(value)


def decode(value: Any) -> McpListToolsItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = McpListToolsItem.__new__(McpListToolsItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.server_label = get("server_label")
    item = get("tools")
    self.tools = [_mcp_listed_tool.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    self.error = get("error")
    decoded: McpListToolsItem = self
    return decoded
