# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control
from . import tool_caller as _tool_caller
from . import web_search_tool_result_content as _web_search_tool_result_content

if TYPE_CHECKING:
    from .cache_control import CacheControl
    from .tool_caller import ToolCaller
    from .web_search_tool_result_content import WebSearchToolResultContent


@define(eq=False, repr=False, kw_only=True)
class WebSearchToolResultBlock(Model):
    """The result of the provider's web search."""

    type: Literal["web_search_tool_result"] = "web_search_tool_result"
    """Type of the content block, always `web_search_tool_result`."""
    tool_use_id: str
    """The `id` of the corresponding tool use block."""
    content: WebSearchToolResultContent
    """The pages, or an error."""
    caller: ToolCaller | None = None
    """The caller of the tool, if the provider returns it. Send it back unchanged."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block. In requests only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "tool_use_id": "tool_use_id",
        "content": "content",
        "caller": "caller",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> WebSearchToolResultBlock:
        return decode(value)


def decode(value: Any) -> WebSearchToolResultBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = WebSearchToolResultBlock.__new__(WebSearchToolResultBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.tool_use_id = get("tool_use_id")
    item = get("content")
    self.content = _web_search_tool_result_content.decode(item)
    item = get("caller")
    self.caller = _tool_caller.decode(item) if type(item) is dict else None
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: WebSearchToolResultBlock = self
    return decoded
