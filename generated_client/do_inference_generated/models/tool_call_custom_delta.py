# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ToolCallCustomDelta(Model):
    """A fragment of a custom tool call."""

    name: str | None = None
    """Complete name of the tool, in the first fragment."""
    input: str | None = None
    """Next fragment of the input."""

    _wire: ClassVar[dict[str, str]] = {
        "name": "name",
        "input": "input",
    }

    @staticmethod
    def _decode(value: Any) -> ToolCallCustomDelta:
        return decode(value)


def decode(value: Any) -> ToolCallCustomDelta:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolCallCustomDelta.__new__(ToolCallCustomDelta)
    self._raw = value
    item: Any
    self.name = get("name")
    self.input = get("input")
    decoded: ToolCallCustomDelta = self
    return decoded
