# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class InputTextPart(Model):
    """Text as a content part of a message to the model."""

    type: Literal["input_text"] = "input_text"
    """Type of the content part, always `input_text`."""
    text: str
    """The text."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "text": "text",
    }

    @staticmethod
    def _decode(value: Any) -> InputTextPart:
        return decode(value)


def decode(value: Any) -> InputTextPart:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = InputTextPart.__new__(InputTextPart)
    self._raw = value
    item: Any
    self.type = get("type")
    self.text = get("text")
    decoded: InputTextPart = self
    return decoded
