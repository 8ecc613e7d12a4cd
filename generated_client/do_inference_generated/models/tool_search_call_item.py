# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ToolSearchCallItem(Model):
    """A search for tools."""

    type: Literal["tool_search_call"] = "tool_search_call"
    """Type of the item, always `tool_search_call`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str | None = None
    """Id of the call, if your code runs the search."""
    execution: str | None = None
    """`server` if the provider runs the search, `client` if your code runs it."""
    arguments: Any = None
    """Arguments of the search."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "execution": "execution",
        "arguments": "arguments",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> ToolSearchCallItem:
        return decode(value)


def decode(value: Any) -> ToolSearchCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolSearchCallItem.__new__(ToolSearchCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    self.execution = get("execution")
    self.arguments = get("arguments")
    self.status = get("status")
    decoded: ToolSearchCallItem = self
    return decoded
