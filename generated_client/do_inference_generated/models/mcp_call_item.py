# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class McpCallItem(Model):
    """A call of a remote MCP server's tool that the service made."""

    type: Literal["mcp_call"] = "mcp_call"
    """Type of the item, always `mcp_call`."""
    id: str | None = None
    """Unique id of the item."""
    server_label: str | None = None
    """The label of the server in the request."""
    name: str | None = None
    """Name of the tool."""
    arguments: str | None = None
    """The arguments as a JSON string."""
    output: str | None = None
    """Output of the tool."""
    error: Any = None
    """Why the call failed."""
    approval_request_id: str | None = None
    """Id of the approval request of the call."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "server_label": "server_label",
        "name": "name",
        "arguments": "arguments",
        "output": "output",
        "error": "error",
        "approval_request_id": "approval_request_id",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> McpCallItem:
        return decode(value)


def decode(value: Any) -> McpCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = McpCallItem.__new__(McpCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.server_label = get("server_label")
    self.name = get("name")
    self.arguments = get("arguments")
    self.output = get("output")
    self.error = get("error")
    self.approval_request_id = get("approval_request_id")
    self.status = get("status")
    decoded: McpCallItem = self
    return decoded
