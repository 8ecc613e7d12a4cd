# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class Base64Source(Model):
    """A file embedded in the request in Base64."""

    type: Literal["base64"] = "base64"
    """Type of the source, always `base64`."""
    media_type: str
    """Media type of the file, such as `image/png` or `application/pdf`. The request is rejected if it
    does not match the file.
    """
    data: str
    """The file in Base64, without a `data:` prefix."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "media_type": "media_type",
        "data": "data",
    }

    @staticmethod
    def _decode(value: Any) -> Base64Source:
        return decode(value)


def decode(value: Any) -> Base64Source:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = Base64Source.__new__(Base64Source)
    self._raw = value
    item: Any
    self.type = get("type")
    self.media_type = get("media_type")
    self.data = get("data")
    decoded: Base64Source = self
    return decoded
