# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class TextDelta(Model):
    """A fragment of a text."""

    type: Literal["text_delta"] = "text_delta"
    """Type of the delta, always `text_delta`."""
    text: str
    """Next fragment of the text."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "text": "text",
    }

    @staticmethod
    def _decode(value: Any) -> TextDelta:
        return decode(value)


def decode(value: Any) -> TextDelta:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = TextDelta.__new__(TextDelta)
    self._raw = value
    item: Any
    self.type = get("type")
    self.text = get("text")
    decoded: TextDelta = self
    return decoded
