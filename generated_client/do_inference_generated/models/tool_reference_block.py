# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control

if TYPE_CHECKING:
    from .cache_control import CacheControl


@define(eq=False, repr=False, kw_only=True)
class ToolReferenceBlock(Model):
    """A reference to a tool of the request. The result of your own tool search contains such blocks."""

    type: Literal["tool_reference"] = "tool_reference"
    """Type of the content block, always `tool_reference`."""
    tool_name: str
    """Name of the tool."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block. In requests only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "tool_name": "tool_name",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> ToolReferenceBlock:
        return decode(value)


def decode(value: Any) -> ToolReferenceBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolReferenceBlock.__new__(ToolReferenceBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.tool_name = get("tool_name")
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: ToolReferenceBlock = self
    return decoded
