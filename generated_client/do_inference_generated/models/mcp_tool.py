# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import mcp_tool_approval_filter as _mcp_tool_approval_filter
from . import mcp_tool_filter as _mcp_tool_filter

if TYPE_CHECKING:
    from .mcp_tool_approval_filter import McpToolApprovalFilter
    from .mcp_tool_filter import McpToolFilter


@define(eq=False, repr=False, kw_only=True)
class McpTool(Model):
    """Lets the model use the tools of a remote MCP (Model Context Protocol) server. The service
    connects to it. Set `server_url`, or `connector_id` with an OpenAI model.
    """

    type: Literal["mcp"] = "mcp"
    """Type of the tool, always `mcp`."""
    server_label: str
    """Your own label for the server; the response refers to the server by it."""
    server_url: str | None = None
    """URL of the server."""
    connector_id: str | None = None
    """A server that OpenAI runs, such as `connector_gmail` or `connector_sharepoint`. Used instead of
    `server_url`.
    """
    server_description: str | None = None
    """Purpose of the server, visible to the model."""
    authorization: str | None = None
    """Credential for the server, sent unchanged. DigitalOcean's example uses `Bearer <token>`; OpenAI
    expects only the token.
    """
    headers: dict[str, str] | None = None
    """HTTP headers that the service sends to the server."""
    allowed_tools: list[str] | McpToolFilter | None = None
    """The server's tools that the model may use, as a list of names or a filter. If absent, all of
    them.
    """
    require_approval: str | McpToolApprovalFilter | None = None
    """Calls that require your approval: `always`, `never`, or a filter by tool. Such a call arrives as
    an item of type `mcp_approval_request`; reply with an item of type `mcp_approval_response`.
    """
    defer_loading: bool | None = None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    allowed_callers: list[str] | None = None
    """Callers that may use the tool: `direct` is the model itself, `programmatic` is a program that
    the model writes.
    """

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "server_label": "server_label",
        "server_url": "server_url",
        "connector_id": "connector_id",
        "server_description": "server_description",
        "authorization": "authorization",
        "headers": "headers",
        "allowed_tools": "allowed_tools",
        "require_approval": "require_approval",
        "defer_loading": "defer_loading",
        "allowed_callers": "allowed_callers",
    }
    _sensitive: ClassVar[frozenset[str]] = frozenset(
        {
            "authorization",
            "headers",
        }
    )

    @staticmethod
    def _decode(value: Any) -> McpTool:
        return decode(value)


def decode(value: Any) -> McpTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = McpTool.__new__(McpTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.server_label = get("server_label")
    self.server_url = get("server_url")
    self.connector_id = get("connector_id")
    self.server_description = get("server_description")
    self.authorization = get("authorization")
    self.headers = get("headers")
    item = get("allowed_tools")
    self.allowed_tools = (
        _mcp_tool_filter.decode(item) if type(item) is dict else item if type(item) is list else None
    )
    item = get("require_approval")
    self.require_approval = _mcp_tool_approval_filter.decode(item) if type(item) is dict else item
    self.defer_loading = get("defer_loading")
    self.allowed_callers = get("allowed_callers")
    decoded: McpTool = self
    return decoded
