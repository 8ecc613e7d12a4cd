# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ToolCallFunction(Model):
    """A function to call, and its arguments."""

    name: str
    """Name of the function."""
    arguments: str
    """The arguments as a JSON string. Models can make errors: parse and validate it before you use it."""

    _wire: ClassVar[dict[str, str]] = {
        "name": "name",
        "arguments": "arguments",
    }

    @staticmethod
    def _decode(value: Any) -> ToolCallFunction:
        return decode(value)


def decode(value: Any) -> ToolCallFunction:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolCallFunction.__new__(ToolCallFunction)
    self._raw = value
    item: Any
    self.name = get("name")
    self.arguments = get("arguments")
    decoded: ToolCallFunction = self
    return decoded
