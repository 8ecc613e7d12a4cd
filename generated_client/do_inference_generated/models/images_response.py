# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Result, define
from . import image as _image
from . import image_usage as _image_usage

if TYPE_CHECKING:
    from .enums import ImageBackground, ImageFormat, ImageQuality, ImageSize
    from .image import Image
    from .image_usage import ImageUsage


@define(eq=False, repr=False, kw_only=True)
class ImagesResponse(Result):
    """The generated images and the options that were used."""

    created: int
    """Creation time of the images as a Unix timestamp in seconds."""
    data: list[Image]
    """The images, as many as requested with `n`."""
    background: ImageBackground | None = None
    """Background that was used."""
    output_format: ImageFormat | None = None
    """File format of the images."""
    quality: ImageQuality | None = None
    """Quality that was used."""
    size: ImageSize | None = None
    """Size of the images."""
    usage: ImageUsage | None = None
    """Token usage of the request. Null for models that are not billed by tokens."""

    _wire: ClassVar[dict[str, str]] = {
        "created": "created",
        "data": "data",
        "background": "background",
        "output_format": "output_format",
        "quality": "quality",
        "size": "size",
        "usage": "usage",
    }

    @staticmethod
    def _decode(value: Any) -> ImagesResponse:
        return decode(value)


def decode(value: Any) -> ImagesResponse:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ImagesResponse.__new__(ImagesResponse)
    self._raw = value
    item: Any
    self.created = get("created")
    item = get("data")
    self.data = [_image.decode(x) for x in item if type(x) is dict] if type(item) is list else []
    self.background = get("background")
    self.output_format = get("output_format")
    self.quality = get("quality")
    self.size = get("size")
    item = get("usage")
    self.usage = _image_usage.decode(item) if type(item) is dict else None
    decoded: ImagesResponse = self
    return decoded
