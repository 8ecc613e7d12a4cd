# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseReasoningTextDeltaEvent(Model):
    """Sent for each new fragment of the reasoning."""

    type: Literal["response.reasoning_text.delta"] = "response.reasoning_text.delta"
    """Type of the event, always `response.reasoning_text.delta`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    content_index: int | None = None
    """Index of the content part in the item's content, from 0."""
    delta: str
    """Next fragment of the reasoning."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "content_index": "content_index",
        "delta": "delta",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseReasoningTextDeltaEvent:
        return decode(value)


def decode(value: Any) -> ResponseReasoningTextDeltaEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseReasoningTextDeltaEvent.__new__(ResponseReasoningTextDeltaEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.content_index = get("content_index")
    self.delta = get("delta")
    decoded: ResponseReasoningTextDeltaEvent = self
    return decoded
