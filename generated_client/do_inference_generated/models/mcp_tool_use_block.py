# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control

if TYPE_CHECKING:
    from .cache_control import CacheControl


@define(eq=False, repr=False, kw_only=True)
class McpToolUseBlock(Model):
    """A call of an MCP server's tool, which the provider runs. It requires no tool result from you."""

    type: Literal["mcp_tool_use"] = "mcp_tool_use"
    """Type of the content block, always `mcp_tool_use`."""
    id: str
    """Unique id of the call; its result refers to it."""
    name: str
    """Name of the tool."""
    server_name: str | None = None
    """Name of the server in the request's `mcp_servers`."""
    input: dict[str, Any]
    """The arguments. None if they are not an object because the model did not finish them."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block. In requests only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "name": "name",
        "server_name": "server_name",
        "input": "input",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> McpToolUseBlock:
        return decode(value)


def decode(value: Any) -> McpToolUseBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = McpToolUseBlock.__new__(McpToolUseBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.name = get("name")
    self.server_name = get("server_name")
    item = get("input")
    self.input = item if type(item) is dict else None
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: McpToolUseBlock = self
    return decoded
