# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define

if TYPE_CHECKING:
    from .enums import ImageDetail


@define(eq=False, repr=False, kw_only=True)
class InputImagePart(Model):
    """An image as a content part of a message, for models with image input. Set `image_url` or
    `file_id`.
    """

    type: Literal["input_image"] = "input_image"
    """Type of the content part, always `input_image`."""
    image_url: str | None = None
    """HTTPS URL, or a `data:` URL with the image in Base64."""
    file_id: str | None = None
    """Id of a file that the provider stores. OpenAI models only."""
    detail: ImageDetail | None = None
    """Resolution at which the model processes the image. A higher resolution uses more tokens."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "image_url": "image_url",
        "file_id": "file_id",
        "detail": "detail",
    }

    @staticmethod
    def _decode(value: Any) -> InputImagePart:
        return decode(value)


def decode(value: Any) -> InputImagePart:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = InputImagePart.__new__(InputImagePart)
    self._raw = value
    item: Any
    self.type = get("type")
    self.image_url = get("image_url")
    self.file_id = get("file_id")
    self.detail = get("detail")
    decoded: InputImagePart = self
    return decoded
