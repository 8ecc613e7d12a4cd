# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response_tool as _response_tool

if TYPE_CHECKING:
    from .response_tool import ResponseTool


@define(eq=False, repr=False, kw_only=True)
class ToolNamespace(Model):
    """A named group of tools."""

    type: Literal["namespace"] = "namespace"
    """Type of the tool, always `namespace`."""
    name: str
    """Name of the namespace."""
    description: str
    """Common purpose of the tools. The model decides based on this."""
    tools: list[ResponseTool]
    """The tools: functions or custom tools."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "name": "name",
        "description": "description",
        "tools": "tools",
    }

    @staticmethod
    def _decode(value: Any) -> ToolNamespace:
        return decode(value)


def decode(value: Any) -> ToolNamespace:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolNamespace.__new__(ToolNamespace)
    self._raw = value
    item: Any
    self.type = get("type")
    self.name = get("name")
    self.description = get("description")
    item = get("tools")
    self.tools = [_response_tool.decode(x) for x in item if type(x) is dict] if type(item) is list else []
    decoded: ToolNamespace = self
    return decoded
