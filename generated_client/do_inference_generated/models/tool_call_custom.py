# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ToolCallCustom(Model):
    """A custom tool to call, and its input."""

    name: str
    """Name of the tool."""
    input: str
    """The input as free text. Validate it before you use it."""

    _wire: ClassVar[dict[str, str]] = {
        "name": "name",
        "input": "input",
    }

    @staticmethod
    def _decode(value: Any) -> ToolCallCustom:
        return decode(value)


def decode(value: Any) -> ToolCallCustom:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolCallCustom.__new__(ToolCallCustom)
    self._raw = value
    item: Any
    self.name = get("name")
    self.input = get("input")
    decoded: ToolCallCustom = self
    return decoded
