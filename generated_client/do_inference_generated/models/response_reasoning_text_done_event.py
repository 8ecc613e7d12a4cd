# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseReasoningTextDoneEvent(Model):
    """Sent when a text of the reasoning is complete."""

    type: Literal["response.reasoning_text.done"] = "response.reasoning_text.done"
    """Type of the event, always `response.reasoning_text.done`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    content_index: int | None = None
    """Index of the content part in the item's content, from 0."""
    text: str
    """The complete reasoning."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "content_index": "content_index",
        "text": "text",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseReasoningTextDoneEvent:
        return decode(value)


def decode(value: Any) -> ResponseReasoningTextDoneEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseReasoningTextDoneEvent.__new__(ResponseReasoningTextDoneEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.content_index = get("content_index")
    self.text = get("text")
    decoded: ResponseReasoningTextDoneEvent = self
    return decoded
