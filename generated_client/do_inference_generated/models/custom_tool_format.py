# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class CustomToolFormat(Model):
    """Format of the input of a custom tool."""

    type: str
    """`text` for any text, or `grammar`."""
    syntax: str | None = None
    """Syntax of the grammar: `lark` or `regex`."""
    definition: str | None = None
    """The grammar."""
    grammar: dict[str, Any] | None = None
    """In chat completions: an object with `syntax` and `definition`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "syntax": "syntax",
        "definition": "definition",
        "grammar": "grammar",
    }

    @staticmethod
    def _decode(value: Any) -> CustomToolFormat:
        return decode(value)


def decode(value: Any) -> CustomToolFormat:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CustomToolFormat.__new__(CustomToolFormat)
    self._raw = value
    item: Any
    self.type = get("type")
    self.syntax = get("syntax")
    self.definition = get("definition")
    self.grammar = get("grammar")
    decoded: CustomToolFormat = self
    return decoded
