# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class CustomToolCallItem(Model):
    """A call of a custom tool that the model requests."""

    type: Literal["custom_tool_call"] = "custom_tool_call"
    """Type of the item, always `custom_tool_call`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str
    """Id of the call; the item with its output refers to it."""
    name: str
    """Name of the tool."""
    input: str
    """The input as free text. Validate it before you use it."""
    namespace: str | None = None
    """Namespace of the tool."""
    caller: dict[str, Any] | None = None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "name": "name",
        "input": "input",
        "namespace": "namespace",
        "caller": "caller",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> CustomToolCallItem:
        return decode(value)


def decode(value: Any) -> CustomToolCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CustomToolCallItem.__new__(CustomToolCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    self.name = get("name")
    self.input = get("input")
    self.namespace = get("namespace")
    self.caller = get("caller")
    self.status = get("status")
    decoded: CustomToolCallItem = self
    return decoded
