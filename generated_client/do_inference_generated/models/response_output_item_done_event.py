# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response_output_item as _response_output_item

if TYPE_CHECKING:
    from .response_output_item import ResponseOutputItem


@define(eq=False, repr=False, kw_only=True)
class ResponseOutputItemDoneEvent(Model):
    """Sent when an output item is complete."""

    type: Literal["response.output_item.done"] = "response.output_item.done"
    """Type of the event, always `response.output_item.done`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    item: ResponseOutputItem
    """The complete item."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "output_index": "output_index",
        "item": "item",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseOutputItemDoneEvent:
        return decode(value)


def decode(value: Any) -> ResponseOutputItemDoneEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseOutputItemDoneEvent.__new__(ResponseOutputItemDoneEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.output_index = get("output_index")
    item = get("item")
    self.item = (
        _response_output_item.decode(item) if type(item) is dict else _response_output_item.decode(None)
    )
    decoded: ResponseOutputItemDoneEvent = self
    return decoded
