# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import image_input_tokens_details as _image_input_tokens_details

if TYPE_CHECKING:
    from .image_input_tokens_details import ImageInputTokensDetails


@define(eq=False, repr=False, kw_only=True)
class ImageUsage(Model):
    """Token usage of an image request."""

    total_tokens: int
    """Sum of input and output tokens."""
    input_tokens: int | None = None
    """Number of tokens in the prompt."""
    output_tokens: int | None = None
    """Number of tokens in the images."""
    input_tokens_details: ImageInputTokensDetails | None = None
    """Breakdown of the input tokens."""

    _wire: ClassVar[dict[str, str]] = {
        "total_tokens": "total_tokens",
        "input_tokens": "input_tokens",
        "output_tokens": "output_tokens",
        "input_tokens_details": "input_tokens_details",
    }

    @staticmethod
    def _decode(value: Any) -> ImageUsage:
        return decode(value)


def decode(value: Any) -> ImageUsage:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ImageUsage.__new__(ImageUsage)
    self._raw = value
    item: Any
    self.total_tokens = get("total_tokens")
    self.input_tokens = get("input_tokens")
    self.output_tokens = get("output_tokens")
    item = get("input_tokens_details")
    self.input_tokens_details = _image_input_tokens_details.decode(item) if type(item) is dict else None
    decoded: ImageUsage = self
    return decoded
