# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class McpListedTool(Model):
    """A tool of a remote MCP server."""

    name: str
    """Name of the tool."""
    description: str | None = None
    """What the tool does."""
    input_schema: dict[str, Any] | None = None
    """JSON Schema of the arguments."""

    _wire: ClassVar[dict[str, str]] = {
        "name": "name",
        "description": "description",
        "input_schema": "input_schema",
    }

    @staticmethod
    def _decode(value: Any) -> McpListedTool:
        return decode(value)


def decode(value: Any) -> McpListedTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = McpListedTool.__new__(McpListedTool)
    self._raw = value
    item: Any
    self.name = get("name")
    self.description = get("description")
    self.input_schema = get("input_schema")
    decoded: McpListedTool = self
    return decoded
