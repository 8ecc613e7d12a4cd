# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response_input_content as _response_input_content

if TYPE_CHECKING:
    from .response_input_content import ResponseInputContent


@define(eq=False, repr=False, kw_only=True)
class CustomToolCallOutputItem(Model):
    """The output of a custom tool call."""

    type: Literal["custom_tool_call_output"] = "custom_tool_call_output"
    """Type of the item, always `custom_tool_call_output`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str
    """The `call_id` of the corresponding call."""
    output: ResponseInputContent
    """The output, as text or as content parts."""
    caller: dict[str, Any] | None = None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "output": "output",
        "caller": "caller",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> CustomToolCallOutputItem:
        return decode(value)


def decode(value: Any) -> CustomToolCallOutputItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CustomToolCallOutputItem.__new__(CustomToolCallOutputItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    item = get("output")
    self.output = _response_input_content.decode(item)
    self.caller = get("caller")
    self.status = get("status")
    decoded: CustomToolCallOutputItem = self
    return decoded
