# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class TextResponseFormat(Model):
    """Plain text. This is the default."""

    type: Literal["text"] = "text"
    """Type of the format, always `text`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
    }

    @staticmethod
    def _decode(value: Any) -> TextResponseFormat:
        return decode(value)


def decode(value: Any) -> TextResponseFormat:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = TextResponseFormat.__new__(TextResponseFormat)
    self._raw = value
    item: Any
    self.type = get("type")
    decoded: TextResponseFormat = self
    return decoded
