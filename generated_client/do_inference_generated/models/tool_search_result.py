# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import tool_reference_block as _tool_reference_block

if TYPE_CHECKING:
    from .tool_reference_block import ToolReferenceBlock


@define(eq=False, repr=False, kw_only=True)
class ToolSearchResult(Model):
    """The tools found by a tool search. The model can call them from now on."""

    type: Literal["tool_search_tool_search_result"] = "tool_search_tool_search_result"
    """Type of the result, always `tool_search_tool_search_result`."""
    tool_references: list[ToolReferenceBlock]
    """The tools, best match first."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "tool_references": "tool_references",
    }

    @staticmethod
    def _decode(value: Any) -> ToolSearchResult:
        return decode(value)


def decode(value: Any) -> ToolSearchResult:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolSearchResult.__new__(ToolSearchResult)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("tool_references")
    self.tool_references = (
        [_tool_reference_block.decode(x) for x in item if type(x) is dict] if type(item) is list else []
    )
    decoded: ToolSearchResult = self
    return decoded
