# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseReasoningSummaryTextDoneEvent(Model):
    """Sent when the text of a part of the reasoning summary is complete."""

    type: Literal["response.reasoning_summary_text.done"] = "response.reasoning_summary_text.done"
    """Type of the event, always `response.reasoning_summary_text.done`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    summary_index: int | None = None
    """Index of the part in the item's summary, from 0."""
    text: str
    """The complete text of the part."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "summary_index": "summary_index",
        "text": "text",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseReasoningSummaryTextDoneEvent:
        return decode(value)


def decode(value: Any) -> ResponseReasoningSummaryTextDoneEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseReasoningSummaryTextDoneEvent.__new__(ResponseReasoningSummaryTextDoneEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.summary_index = get("summary_index")
    self.text = get("text")
    decoded: ResponseReasoningSummaryTextDoneEvent = self
    return decoded
