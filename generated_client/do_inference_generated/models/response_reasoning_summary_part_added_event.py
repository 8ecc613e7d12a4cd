# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response_content_part as _response_content_part

if TYPE_CHECKING:
    from .response_content_part import ResponseContentPart


@define(eq=False, repr=False, kw_only=True)
class ResponseReasoningSummaryPartAddedEvent(Model):
    """Sent when a part of the reasoning summary starts."""

    type: Literal["response.reasoning_summary_part.added"] = "response.reasoning_summary_part.added"
    """Type of the event, always `response.reasoning_summary_part.added`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    summary_index: int | None = None
    """Index of the part in the item's summary, from 0."""
    part: ResponseContentPart
    """The part, still empty."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "summary_index": "summary_index",
        "part": "part",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseReasoningSummaryPartAddedEvent:
        return decode(value)


def decode(value: Any) -> ResponseReasoningSummaryPartAddedEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseReasoningSummaryPartAddedEvent.__new__(ResponseReasoningSummaryPartAddedEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.summary_index = get("summary_index")
    item = get("part")
    self.part = (
        _response_content_part.decode(item) if type(item) is dict else _response_content_part.decode(None)
    )
    decoded: ResponseReasoningSummaryPartAddedEvent = self
    return decoded
