# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponsePartialImageEvent(Model):
    """Sent with a partial image, which can be shown until the final one arrives."""

    type: Literal["response.image_generation_call.partial_image"] = (
        "response.image_generation_call.partial_image"
    )
    """Type of the event, always `response.image_generation_call.partial_image`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    partial_image_b64: str | None = None
    """The image file in Base64."""
    partial_image_index: int | None = None
    """Number of the partial image, from 0."""
    size: str | None = None
    """Width and height in pixels."""
    quality: str | None = None
    """Quality of the image."""
    background: str | None = None
    """`transparent` or `opaque`."""
    output_format: str | None = None
    """File format, such as `png`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "partial_image_b64": "partial_image_b64",
        "partial_image_index": "partial_image_index",
        "size": "size",
        "quality": "quality",
        "background": "background",
        "output_format": "output_format",
    }

    @staticmethod
    def _decode(value: Any) -> ResponsePartialImageEvent:
        return decode(value)


def decode(value: Any) -> ResponsePartialImageEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponsePartialImageEvent.__new__(ResponsePartialImageEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.partial_image_b64 = get("partial_image_b64")
    self.partial_image_index = get("partial_image_index")
    self.size = get("size")
    self.quality = get("quality")
    self.background = get("background")
    self.output_format = get("output_format")
    decoded: ResponsePartialImageEvent = self
    return decoded
