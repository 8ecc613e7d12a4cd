# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import content_block_delta as _content_block_delta

if TYPE_CHECKING:
    from .content_block_delta import ContentBlockDelta


@define(eq=False, repr=False, kw_only=True)
class ContentBlockDeltaEvent(Model):
    """Sent for each new fragment of a content block."""

    type: Literal["content_block_delta"] = "content_block_delta"
    """Type of the event, always `content_block_delta`."""
    index: int
    """Index of the block in the message's content, from 0."""
    delta: ContentBlockDelta
    """The new content."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "index": "index",
        "delta": "delta",
    }

    @staticmethod
    def _decode(value: Any) -> ContentBlockDeltaEvent:
        return decode(value)


def decode(value: Any) -> ContentBlockDeltaEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ContentBlockDeltaEvent.__new__(ContentBlockDeltaEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.index = get("index")
    item = get("delta")
    self.delta = (
        _content_block_delta.decode(item) if type(item) is dict else _content_block_delta.decode(None)
    )
    decoded: ContentBlockDeltaEvent = self
    return decoded
