# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ToolCallFunctionDelta(Model):
    """A fragment of a function call."""

    name: str | None = None
    """Complete name of the function, in the first fragment."""
    arguments: str | None = None
    """Next fragment of the JSON text of the arguments. Parse it only after all fragments have arrived."""

    _wire: ClassVar[dict[str, str]] = {
        "name": "name",
        "arguments": "arguments",
    }

    @staticmethod
    def _decode(value: Any) -> ToolCallFunctionDelta:
        return decode(value)


def decode(value: Any) -> ToolCallFunctionDelta:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolCallFunctionDelta.__new__(ToolCallFunctionDelta)
    self._raw = value
    item: Any
    self.name = get("name")
    self.arguments = get("arguments")
    decoded: ToolCallFunctionDelta = self
    return decoded
