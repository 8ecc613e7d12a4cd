# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control
from . import image_source as _image_source

if TYPE_CHECKING:
    from .cache_control import CacheControl
    from .image_source import ImageSource


@define(eq=False, repr=False, kw_only=True)
class ImageBlock(Model):
    """An image as a content block."""

    type: Literal["image"] = "image"
    """Type of the content block, always `image`."""
    source: ImageSource
    """The image, embedded or by reference."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "source": "source",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> ImageBlock:
        return decode(value)


def decode(value: Any) -> ImageBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ImageBlock.__new__(ImageBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("source")
    self.source = _image_source.decode(item) if type(item) is dict else _image_source.decode(None)
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: ImageBlock = self
    return decoded
