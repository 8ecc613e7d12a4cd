# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response_content_part as _response_content_part

if TYPE_CHECKING:
    from .response_content_part import ResponseContentPart


@define(eq=False, repr=False, kw_only=True)
class ResponseContentPartDoneEvent(Model):
    """Sent when a content part of an item is complete."""

    type: Literal["response.content_part.done"] = "response.content_part.done"
    """Type of the event, always `response.content_part.done`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    content_index: int | None = None
    """Index of the content part in the item's content, from 0."""
    part: ResponseContentPart
    """The complete part."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "content_index": "content_index",
        "part": "part",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseContentPartDoneEvent:
        return decode(value)


def decode(value: Any) -> ResponseContentPartDoneEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseContentPartDoneEvent.__new__(ResponseContentPartDoneEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.content_index = get("content_index")
    item = get("part")
    self.part = (
        _response_content_part.decode(item) if type(item) is dict else _response_content_part.decode(None)
    )
    decoded: ResponseContentPartDoneEvent = self
    return decoded
