# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import tool_result_content as _tool_result_content

if TYPE_CHECKING:
    from .tool_result_content import ToolResultContent


@define(eq=False, repr=False, kw_only=True)
class ContentBlockSource(Model):
    """A document that consists of your own content blocks. Citations refer to complete blocks."""

    type: Literal["content"] = "content"
    """Type of the source, always `content`."""
    content: ToolResultContent
    """Text, or text and image blocks."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "content": "content",
    }

    @staticmethod
    def _decode(value: Any) -> ContentBlockSource:
        return decode(value)


def decode(value: Any) -> ContentBlockSource:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ContentBlockSource.__new__(ContentBlockSource)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("content")
    self.content = _tool_result_content.decode(item)
    decoded: ContentBlockSource = self
    return decoded
