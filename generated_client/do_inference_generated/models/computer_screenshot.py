# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ComputerScreenshot(Model):
    """A screenshot."""

    type: Literal["computer_screenshot"] = "computer_screenshot"
    """Type of the output, always `computer_screenshot`."""
    image_url: str | None = None
    """URL of the image, or a `data:` URL."""
    file_id: str | None = None
    """Id of an image that the provider stores."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "image_url": "image_url",
        "file_id": "file_id",
    }

    @staticmethod
    def _decode(value: Any) -> ComputerScreenshot:
        return decode(value)


def decode(value: Any) -> ComputerScreenshot:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ComputerScreenshot.__new__(ComputerScreenshot)
    self._raw = value
    item: Any
    self.type = get("type")
    self.image_url = get("image_url")
    self.file_id = get("file_id")
    decoded: ComputerScreenshot = self
    return decoded
