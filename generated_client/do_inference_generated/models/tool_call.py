# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import tool_call_custom as _tool_call_custom
from . import tool_call_function as _tool_call_function

if TYPE_CHECKING:
    from .tool_call_custom import ToolCallCustom
    from .tool_call_function import ToolCallFunction


@define(eq=False, repr=False, kw_only=True)
class ToolCall(Model):
    """A tool call that the model requests."""

    id: str
    """Unique id of the call. The tool message with its result refers to it."""
    type: Literal["function"] = "function"
    """Type of the call, normally `function`. OpenAI models also send `custom`, with `custom` instead
    of `function`.
    """
    function: ToolCallFunction
    """The function to call and its arguments."""
    custom: ToolCallCustom | None = None
    """The custom tool to call and its input, if `type` is `custom`."""

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "type": "type",
        "function": "function",
        "custom": "custom",
    }

    @staticmethod
    def _decode(value: Any) -> ToolCall:
        return decode(value)


def decode(value: Any) -> ToolCall:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolCall.__new__(ToolCall)
    self._raw = value
    item: Any
    self.id = get("id")
    self.type = get("type")
    item = get("function")
    self.function = _tool_call_function.decode(item) if type(item) is dict else _tool_call_function.decode({})
    item = get("custom")
    self.custom = _tool_call_custom.decode(item) if type(item) is dict else None
    decoded: ToolCall = self
    return decoded
