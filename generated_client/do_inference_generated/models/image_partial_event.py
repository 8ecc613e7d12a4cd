# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define

if TYPE_CHECKING:
    from .enums import ImageBackground, ImageFormat, ImageQuality, ImageSize


@define(eq=False, repr=False, kw_only=True)
class ImagePartialEvent(Model):
    """Sent with each partial image."""

    type: Literal["image_generation.partial_image"] = "image_generation.partial_image"
    """Type of the event, always `image_generation.partial_image`."""
    b64_json: str
    """The partial image file in Base64."""
    partial_image_index: int
    """Number of the partial image, from 0."""
    created_at: int | None = None
    """Time of the event as a Unix timestamp in seconds."""
    size: ImageSize | None = None
    """Size of the image."""
    quality: ImageQuality | None = None
    """Quality of the image."""
    background: ImageBackground | None = None
    """Background of the image."""
    output_format: ImageFormat | None = None
    """File format of the image."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "b64_json": "b64_json",
        "partial_image_index": "partial_image_index",
        "created_at": "created_at",
        "size": "size",
        "quality": "quality",
        "background": "background",
        "output_format": "output_format",
    }

    @staticmethod
    def _decode(value: Any) -> ImagePartialEvent:
        return decode(value)


def decode(value: Any) -> ImagePartialEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ImagePartialEvent.__new__(ImagePartialEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.b64_json = get("b64_json")
    self.partial_image_index = get("partial_image_index")
    self.created_at = get("created_at")
    self.size = get("size")
    self.quality = get("quality")
    self.background = get("background")
    self.output_format = get("output_format")
    decoded: ImagePartialEvent = self
    return decoded
