# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ImageGenerationTool(Model):
    """Lets an OpenAI model generate images."""

    type: Literal["image_generation"] = "image_generation"
    """Type of the tool, always `image_generation`."""
    model: str | None = None
    """Image model of the provider, such as `gpt-image-1`."""
    action: str | None = None
    """`generate` creates an image, `edit` changes an input image, and `auto` lets the model decide."""
    size: str | None = None
    """Width and height in pixels, such as `1024x1536`, or `auto`."""
    quality: str | None = None
    """`low`, `medium`, `high` or `auto`; newer models have more values."""
    background: str | None = None
    """`transparent`, `opaque` or `auto`."""
    output_format: str | None = None
    """`png`, `webp` or `jpeg`; newer models have more values."""
    output_compression: int | None = None
    """Compression level in percent, 0 to 100."""
    partial_images: int | None = None
    """Number of partial images in a stream, 0 to 3."""
    input_fidelity: str | None = None
    """`high` preserves more of the input images, `low` less."""
    input_image_mask: dict[str, Any] | None = None
    """Mask of the area to edit: an image in `image_url` or `file_id`."""
    moderation: str | None = None
    """`auto` or `low`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "model": "model",
        "action": "action",
        "size": "size",
        "quality": "quality",
        "background": "background",
        "output_format": "output_format",
        "output_compression": "output_compression",
        "partial_images": "partial_images",
        "input_fidelity": "input_fidelity",
        "input_image_mask": "input_image_mask",
        "moderation": "moderation",
    }

    @staticmethod
    def _decode(value: Any) -> ImageGenerationTool:
        return decode(value)


def decode(value: Any) -> ImageGenerationTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ImageGenerationTool.__new__(ImageGenerationTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.model = get("model")
    self.action = get("action")
    self.size = get("size")
    self.quality = get("quality")
    self.background = get("background")
    self.output_format = get("output_format")
    self.output_compression = get("output_compression")
    self.partial_images = get("partial_images")
    self.input_fidelity = get("input_fidelity")
    self.input_image_mask = get("input_image_mask")
    self.moderation = get("moderation")
    decoded: ImageGenerationTool = self
    return decoded
