# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import tool_call_custom_delta as _tool_call_custom_delta
from . import tool_call_function_delta as _tool_call_function_delta

if TYPE_CHECKING:
    from .tool_call_custom_delta import ToolCallCustomDelta
    from .tool_call_function_delta import ToolCallFunctionDelta


@define(eq=False, repr=False, kw_only=True)
class ToolCallDelta(Model):
    """A fragment of a tool call. The id and the name are in the first fragment of a call, though some
    models repeat them; the arguments are split over the fragments.
    """

    index: int | None = None
    """Index of the call, from 0. If absent, the fragment belongs to the call with the same `id`, or
    else to the most recent call.
    """
    id: str | None = None
    """Unique id of the call. Absent, null or empty in later fragments."""
    type: str | None = None
    """Always `function`. Absent or empty in later fragments of some models."""
    function: ToolCallFunctionDelta | None = None
    """Fragment of the function's name and arguments."""
    custom: ToolCallCustomDelta | None = None
    """Fragment of the custom tool's name and input, if `type` is `custom`."""

    _wire: ClassVar[dict[str, str]] = {
        "index": "index",
        "id": "id",
        "type": "type",
        "function": "function",
        "custom": "custom",
    }

    @staticmethod
    def _decode(value: Any) -> ToolCallDelta:
        return decode(value)


def decode(value: Any) -> ToolCallDelta:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolCallDelta.__new__(ToolCallDelta)
    self._raw = value
    item: Any
    self.index = get("index")
    self.id = get("id")
    self.type = get("type")
    item = get("function")
    self.function = _tool_call_function_delta.decode(item) if type(item) is dict else None
    item = get("custom")
    self.custom = _tool_call_custom_delta.decode(item) if type(item) is dict else None
    decoded: ToolCallDelta = self
    return decoded
