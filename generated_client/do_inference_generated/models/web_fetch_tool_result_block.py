# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control
from . import tool_caller as _tool_caller
from . import web_fetch_tool_result_content as _web_fetch_tool_result_content

if TYPE_CHECKING:
    from .cache_control import CacheControl
    from .tool_caller import ToolCaller
    from .web_fetch_tool_result_content import WebFetchToolResultContent


@define(eq=False, repr=False, kw_only=True)
class WebFetchToolResultBlock(Model):
    """The result of the provider's web fetch."""

    type: Literal["web_fetch_tool_result"] = "web_fetch_tool_result"
    """Type of the content block, always `web_fetch_tool_result`."""
    tool_use_id: str
    """The `id` of the corresponding tool use block."""
    content: WebFetchToolResultContent
    """The page, or an error."""
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
    def _decode(value: Any) -> WebFetchToolResultBlock:
        return decode(value)


def decode(value: Any) -> WebFetchToolResultBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = WebFetchToolResultBlock.__new__(WebFetchToolResultBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.tool_use_id = get("tool_use_id")
    item = get("content")
    self.content = (
        _web_fetch_tool_result_content.decode(item)
        if type(item) is dict
        else _web_fetch_tool_result_content.decode(None)
    )
    item = get("caller")
    self.caller = _tool_caller.decode(item) if type(item) is dict else None
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: WebFetchToolResultBlock = self
    return decoded
