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
class ServerToolUseBlock(Model):
    """A call of a tool that the provider runs. It requires no tool result from you: the result is in a
    later block, or in the next response if this one pauses.
    """

    type: Literal["server_tool_use"] = "server_tool_use"
    """Type of the content block, always `server_tool_use`."""
    id: str
    """Unique id of the call; its result refers to it."""
    name: str
    """Name of the tool: `web_search`, `web_fetch`, `code_execution`, `bash_code_execution`,
    `text_editor_code_execution`, `tool_search_tool_regex`, `tool_search_tool_bm25` or another.
    """
    input: dict[str, Any]
    """The arguments. None if they are not an object because the model did not finish them."""
    caller: ToolCaller | None = None
    """The caller of the tool, if the provider returns it. Send it back unchanged."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block. In requests only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "name": "name",
        "input": "input",
        "caller": "caller",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> ServerToolUseBlock:
        return decode(value)


def decode(value: Any) -> ServerToolUseBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ServerToolUseBlock.__new__(ServerToolUseBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.name = get("name")
    item = get("input")
    self.input = item if type(item) is dict else None
    item = get("caller")
    self.caller = _tool_caller.decode(item) if type(item) is dict else None
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: ServerToolUseBlock = self
    return decoded
