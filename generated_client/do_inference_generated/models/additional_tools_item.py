# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response_tool as _response_tool

if TYPE_CHECKING:
    from .response_tool import ResponseTool


@define(eq=False, repr=False, kw_only=True)
class AdditionalToolsItem(Model):
    """Tools that are added to the conversation at this point."""

    type: Literal["additional_tools"] = "additional_tools"
    """Type of the item, always `additional_tools`."""
    id: str | None = None
    """Unique id of the item."""
    role: str | None = None
    """Always `developer`."""
    tools: list[ResponseTool]
    """The tools."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "role": "role",
        "tools": "tools",
    }

    @staticmethod
    def _decode(value: Any) -> AdditionalToolsItem:
        return decode(value)


def decode(value: Any) -> AdditionalToolsItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AdditionalToolsItem.__new__(AdditionalToolsItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.role = get("role")
    item = get("tools")
    self.tools = [_response_tool.decode(x) for x in item if type(x) is dict] if type(item) is list else []
    decoded: AdditionalToolsItem = self
    return decoded
