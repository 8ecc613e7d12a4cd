# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ImageGenerationCallItem(Model):
    """An image that the model generated."""

    type: Literal["image_generation_call"] = "image_generation_call"
    """Type of the item, always `image_generation_call`."""
    id: str | None = None
    """Unique id of the item."""
    result: str | None = None
    """The image file in Base64."""
    revised_prompt: str | None = None
    """The prompt from which the image was generated."""
    action: str | None = None
    """`generate` or `edit`."""
    size: str | None = None
    """Width and height in pixels."""
    quality: str | None = None
    """Quality of the image."""
    background: str | None = None
    """`transparent` or `opaque`."""
    output_format: str | None = None
    """File format, such as `png`."""
    error: Any = None
    """Why no image was generated."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "result": "result",
        "revised_prompt": "revised_prompt",
        "action": "action",
        "size": "size",
        "quality": "quality",
        "background": "background",
        "output_format": "output_format",
        "error": "error",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> ImageGenerationCallItem:
        return decode(value)


def decode(value: Any) -> ImageGenerationCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ImageGenerationCallItem.__new__(ImageGenerationCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.result = get("result")
    self.revised_prompt = get("revised_prompt")
    self.action = get("action")
    self.size = get("size")
    self.quality = get("quality")
    self.background = get("background")
    self.output_format = get("output_format")
    self.error = get("error")
    self.status = get("status")
    decoded: ImageGenerationCallItem = self
    return decoded
