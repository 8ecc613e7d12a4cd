# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response_input_content as _response_input_content

if TYPE_CHECKING:
    from .response_input_content import ResponseInputContent


@define(eq=False, repr=False, kw_only=True)
class FunctionCallOutputItem(Model):
    """The output of a function call."""

    type: Literal["function_call_output"] = "function_call_output"
    """Type of the item, always `function_call_output`."""
    call_id: str
    """The `call_id` of the corresponding call."""
    output: ResponseInputContent
    """The output, as text or, for OpenAI models, as content parts."""
    id: str | None = None
    """Unique id of the item."""
    status: str | None = None
    """`completed`, `in_progress` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "call_id": "call_id",
        "output": "output",
        "id": "id",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> FunctionCallOutputItem:
        return decode(value)


def decode(value: Any) -> FunctionCallOutputItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = FunctionCallOutputItem.__new__(FunctionCallOutputItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.call_id = get("call_id")
    item = get("output")
    self.output = _response_input_content.decode(item)
    self.id = get("id")
    self.status = get("status")
    decoded: FunctionCallOutputItem = self
    return decoded
