# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ReasoningTextPart(Model):
    """A part of the model's reasoning."""

    type: Literal["reasoning_text"] = "reasoning_text"
    """Type of the content part, always `reasoning_text`."""
    text: str
    """The text."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "text": "text",
    }

    @staticmethod
    def _decode(value: Any) -> ReasoningTextPart:
        return decode(value)


def decode(value: Any) -> ReasoningTextPart:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ReasoningTextPart.__new__(ReasoningTextPart)
    self._raw = value
    item: Any
    self.type = get("type")
    self.text = get("text")
    decoded: ReasoningTextPart = self
    return decoded
