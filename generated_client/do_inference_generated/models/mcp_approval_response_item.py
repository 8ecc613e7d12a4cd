# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class McpApprovalResponseItem(Model):
    """Your approval or denial of a remote MCP tool call."""

    type: Literal["mcp_approval_response"] = "mcp_approval_response"
    """Type of the item, always `mcp_approval_response`."""
    id: str | None = None
    """Unique id of the item."""
    approval_request_id: str
    """The `id` of the approval request."""
    approve: bool
    """Whether the call is approved."""
    reason: str | None = None
    """Reason for the decision, shown to the model."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "approval_request_id": "approval_request_id",
        "approve": "approve",
        "reason": "reason",
    }

    @staticmethod
    def _decode(value: Any) -> McpApprovalResponseItem:
        return decode(value)


def decode(value: Any) -> McpApprovalResponseItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = McpApprovalResponseItem.__new__(McpApprovalResponseItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.approval_request_id = get("approval_request_id")
    self.approve = get("approve")
    self.reason = get("reason")
    decoded: McpApprovalResponseItem = self
    return decoded
