# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control
from . import tool_caller as _tool_caller

if TYPE_CHECKING:
    from .cache_control import CacheControl
    from .tool_caller import ToolCaller


@define(eq=False, repr=False, kw_only=True)
class ToolUseBlock(Model):
    """A call of one of your tools that the model requests. Send a tool result in the next message."""

    type: Literal["tool_use"] = "tool_use"
    """Type of the content block, always `tool_use`."""
    id: str
    """Unique id of the call. The tool result refers to it."""
    name: str
    """Name of the tool."""
    input: dict[str, Any]
    """The arguments. Models can make errors: validate them before you use them. Empty at the start of
    the block in an event stream. None if the value is not an object because the model did not
    finish it; `to_dict()["input"]` contains the text that was received.
    """
    caller: ToolCaller | None = None
    """The caller of the tool, if the provider returns it. Send it back unchanged."""
    toolset_name: str | None = None
    """Name of the toolset of the tool."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block. In requests only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "name": "name",
        "input": "input",
        "caller": "caller",
        "toolset_name": "toolset_name",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> ToolUseBlock:
        return decode(value)


def decode(value: Any) -> ToolUseBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolUseBlock.__new__(ToolUseBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.name = get("name")
    item = get("input")
    self.input = item if type(item) is dict else None
    item = get("caller")
    self.caller = _tool_caller.decode(item) if type(item) is dict else None
    self.toolset_name = get("toolset_name")
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: ToolUseBlock = self
    return decoded
