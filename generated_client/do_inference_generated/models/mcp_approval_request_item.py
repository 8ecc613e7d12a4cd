# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class McpApprovalRequestItem(Model):
    """A call of a remote MCP tool that requires your approval."""

    type: Literal["mcp_approval_request"] = "mcp_approval_request"
    """Type of the item, always `mcp_approval_request`."""
    id: str | None = None
    """Unique id of the item."""
    server_label: str | None = None
    """The label of the server in the request."""
    name: str | None = None
    """Name of the tool."""
    arguments: str | None = None
    """The arguments as a JSON string."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "server_label": "server_label",
        "name": "name",
        "arguments": "arguments",
    }

    @staticmethod
    def _decode(value: Any) -> McpApprovalRequestItem:
        return decode(value)


def decode(value: Any) -> McpApprovalRequestItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = McpApprovalRequestItem.__new__(McpApprovalRequestItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.server_label = get("server_label")
    self.name = get("name")
    self.arguments = get("arguments")
    decoded: McpApprovalRequestItem = self
    return decoded
