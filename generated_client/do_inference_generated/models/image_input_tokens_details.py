# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ImageInputTokensDetails(Model):
    """Breakdown of the input tokens of an image request."""

    text_tokens: int
    """Number of text tokens."""
    image_tokens: int | None = None
    """Number of image tokens."""

    _wire: ClassVar[dict[str, str]] = {
        "text_tokens": "text_tokens",
        "image_tokens": "image_tokens",
    }

    @staticmethod
    def _decode(value: Any) -> ImageInputTokensDetails:
        return decode(value)


def decode(value: Any) -> ImageInputTokensDetails:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ImageInputTokensDetails.__new__(ImageInputTokensDetails)
    self._raw = value
    item: Any
    self.text_tokens = get("text_tokens")
    self.image_tokens = get("image_tokens")
    decoded: ImageInputTokensDetails = self
    return decoded
