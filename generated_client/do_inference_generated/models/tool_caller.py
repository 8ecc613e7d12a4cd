# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ToolCaller(Model):
    """The caller of a tool: the model itself, or code that it runs."""

    type: str
    """`direct` for the model itself, or the type of the tool that runs the code, such as
    `code_execution_20260120`.
    """
    tool_id: str | None = None
    """The `id` of the call that runs the code."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "tool_id": "tool_id",
    }

    @staticmethod
    def _decode(value: Any) -> ToolCaller:
        return decode(value)


def decode(value: Any) -> ToolCaller:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolCaller.__new__(ToolCaller)
    self._raw = value
    item: Any
    self.type = get("type")
    self.tool_id = get("tool_id")
    decoded: ToolCaller = self
    return decoded
