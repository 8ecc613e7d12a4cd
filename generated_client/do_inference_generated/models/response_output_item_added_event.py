# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response_output_item as _response_output_item

if TYPE_CHECKING:
    from .response_output_item import ResponseOutputItem


@define(eq=False, repr=False, kw_only=True)
class ResponseOutputItemAddedEvent(Model):
    """Sent when an output item starts."""

    type: Literal["response.output_item.added"] = "response.output_item.added"
    """Type of the event, always `response.output_item.added`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    item: ResponseOutputItem
    """The item, still empty."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "output_index": "output_index",
        "item": "item",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseOutputItemAddedEvent:
        return decode(value)


def decode(value: Any) -> ResponseOutputItemAddedEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseOutputItemAddedEvent.__new__(ResponseOutputItemAddedEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.output_index = get("output_index")
    item = get("item")
    self.item = (
        _response_output_item.decode(item) if type(item) is dict else _response_output_item.decode(None)
    )
    decoded: ResponseOutputItemAddedEvent = self
    return decoded
