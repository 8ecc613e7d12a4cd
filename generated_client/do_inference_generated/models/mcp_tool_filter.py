# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class McpToolFilter(Model):
    """A filter of the tools of an MCP server, by name or by property."""

    tool_names: list[str] | None = None
    """Names of the tools."""
    read_only: bool | None = None
    """Whether to select the tools that the server marks as read-only."""

    _wire: ClassVar[dict[str, str]] = {
        "tool_names": "tool_names",
        "read_only": "read_only",
    }

    @staticmethod
    def _decode(value: Any) -> McpToolFilter:
        return decode(value)


def decode(value: Any) -> McpToolFilter:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = McpToolFilter.__new__(McpToolFilter)
    self._raw = value
    item: Any
    self.tool_names = get("tool_names")
    self.read_only = get("read_only")
    decoded: McpToolFilter = self
    return decoded
