# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class McpToolChoice(Model):
    """Forces the model to use an MCP server."""

    type: Literal["mcp"] = "mcp"
    """Type of the tool choice, always `mcp`."""
    server_label: str
    """The label of the server in the request."""
    name: str | None = None
    """The server's tool to use. If absent, any."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "server_label": "server_label",
        "name": "name",
    }

    @staticmethod
    def _decode(value: Any) -> McpToolChoice:
        return decode(value)


def decode(value: Any) -> McpToolChoice:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = McpToolChoice.__new__(McpToolChoice)
    self._raw = value
    item: Any
    self.type = get("type")
    self.server_label = get("server_label")
    self.name = get("name")
    decoded: McpToolChoice = self
    return decoded
