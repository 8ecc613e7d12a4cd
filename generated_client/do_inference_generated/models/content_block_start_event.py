# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import content_block as _content_block

if TYPE_CHECKING:
    from .content_block import ContentBlock


@define(eq=False, repr=False, kw_only=True)
class ContentBlockStartEvent(Model):
    """Sent when a content block starts."""

    type: Literal["content_block_start"] = "content_block_start"
    """Type of the event, always `content_block_start`."""
    index: int
    """Index of the block in the message's content, from 0."""
    content_block: ContentBlock
    """The block, initially empty. Result blocks of the provider's tools are complete."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "index": "index",
        "content_block": "content_block",
    }

    @staticmethod
    def _decode(value: Any) -> ContentBlockStartEvent:
        return decode(value)


def decode(value: Any) -> ContentBlockStartEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ContentBlockStartEvent.__new__(ContentBlockStartEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.index = get("index")
    item = get("content_block")
    self.content_block = _content_block.decode(item) if type(item) is dict else _content_block.decode(None)
    decoded: ContentBlockStartEvent = self
    return decoded
