# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response_tool as _response_tool

if TYPE_CHECKING:
    from .response_tool import ResponseTool


@define(eq=False, repr=False, kw_only=True)
class ToolSearchOutputItem(Model):
    """The tools found by a tool search."""

    type: Literal["tool_search_output"] = "tool_search_output"
    """Type of the item, always `tool_search_output`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str | None = None
    """The `call_id` of the corresponding call."""
    execution: str | None = None
    """`server` or `client`, as in the call."""
    tools: list[ResponseTool]
    """The tools."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "execution": "execution",
        "tools": "tools",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> ToolSearchOutputItem:
        return decode(value)


def decode(value: Any) -> ToolSearchOutputItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolSearchOutputItem.__new__(ToolSearchOutputItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    self.execution = get("execution")
    item = get("tools")
    self.tools = [_response_tool.decode(x) for x in item if type(x) is dict] if type(item) is list else []
    self.status = get("status")
    decoded: ToolSearchOutputItem = self
    return decoded
