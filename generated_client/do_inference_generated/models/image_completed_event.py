# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import image_usage as _image_usage

if TYPE_CHECKING:
    from .enums import ImageBackground, ImageFormat, ImageQuality, ImageSize
    from .image_usage import ImageUsage


@define(eq=False, repr=False, kw_only=True)
class ImageCompletedEvent(Model):
    """Sent when the image is complete. It is the last event of the stream."""

    type: Literal["image_generation.completed"] = "image_generation.completed"
    """Type of the event, always `image_generation.completed`."""
    b64_json: str
    """The image file in Base64."""
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
    usage: ImageUsage | None = None
    """Token usage of the request."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "b64_json": "b64_json",
        "created_at": "created_at",
        "size": "size",
        "quality": "quality",
        "background": "background",
        "output_format": "output_format",
        "usage": "usage",
    }

    @staticmethod
    def _decode(value: Any) -> ImageCompletedEvent:
        return decode(value)


def decode(value: Any) -> ImageCompletedEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ImageCompletedEvent.__new__(ImageCompletedEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.b64_json = get("b64_json")
    self.created_at = get("created_at")
    self.size = get("size")
    self.quality = get("quality")
    self.background = get("background")
    self.output_format = get("output_format")
    item = get("usage")
    self.usage = _image_usage.decode(item) if type(item) is dict else None
    decoded: ImageCompletedEvent = self
    return decoded
