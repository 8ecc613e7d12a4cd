# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response_annotation as _response_annotation

if TYPE_CHECKING:
    from .response_annotation import ResponseAnnotation


@define(eq=False, repr=False, kw_only=True)
class ResponseAnnotationAddedEvent(Model):
    """Sent when the text cites a source."""

    type: Literal["response.output_text.annotation.added"] = "response.output_text.annotation.added"
    """Type of the event, always `response.output_text.annotation.added`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    content_index: int | None = None
    """Index of the content part in the item's content, from 0."""
    annotation_index: int | None = None
    """Index of the annotation in the content part, from 0."""
    annotation: ResponseAnnotation | None = None
    """The source."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "content_index": "content_index",
        "annotation_index": "annotation_index",
        "annotation": "annotation",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseAnnotationAddedEvent:
        return decode(value)


def decode(value: Any) -> ResponseAnnotationAddedEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseAnnotationAddedEvent.__new__(ResponseAnnotationAddedEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.content_index = get("content_index")
    self.annotation_index = get("annotation_index")
    item = get("annotation")
    self.annotation = _response_annotation.decode(item) if type(item) is dict else None
    decoded: ResponseAnnotationAddedEvent = self
    return decoded
