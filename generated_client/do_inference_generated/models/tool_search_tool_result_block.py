# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control
from . import tool_search_tool_result_content as _tool_search_tool_result_content

if TYPE_CHECKING:
    from .cache_control import CacheControl
    from .tool_search_tool_result_content import ToolSearchToolResultContent


@define(eq=False, repr=False, kw_only=True)
class ToolSearchToolResultBlock(Model):
    """The result of a tool search."""

    type: Literal["tool_search_tool_result"] = "tool_search_tool_result"
    """Type of the content block, always `tool_search_tool_result`."""
    tool_use_id: str
    """The `id` of the corresponding tool use block."""
    content: ToolSearchToolResultContent
    """The tools, or an error."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block. In requests only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "tool_use_id": "tool_use_id",
        "content": "content",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> ToolSearchToolResultBlock:
        return decode(value)


def decode(value: Any) -> ToolSearchToolResultBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolSearchToolResultBlock.__new__(ToolSearchToolResultBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.tool_use_id = get("tool_use_id")
    item = get("content")
    self.content = (
        _tool_search_tool_result_content.decode(item)
        if type(item) is dict
        else _tool_search_tool_result_content.decode(None)
    )
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: ToolSearchToolResultBlock = self
    return decoded
