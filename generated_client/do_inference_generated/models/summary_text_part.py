# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class SummaryTextPart(Model):
    """A part of the summary of the model's reasoning."""

    type: Literal["summary_text"] = "summary_text"
    """Type of the content part, always `summary_text`."""
    text: str
    """The text."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "text": "text",
    }

    @staticmethod
    def _decode(value: Any) -> SummaryTextPart:
        return decode(value)


def decode(value: Any) -> SummaryTextPart:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = SummaryTextPart.__new__(SummaryTextPart)
    self._raw = value
    item: Any
    self.type = get("type")
    self.text = get("text")
    decoded: SummaryTextPart = self
    return decoded
