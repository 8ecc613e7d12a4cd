# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ContentBlockStopEvent(Model):
    """Sent when a content block is complete."""

    type: Literal["content_block_stop"] = "content_block_stop"
    """Type of the event, always `content_block_stop`."""
    index: int
    """Index of the block in the message's content, from 0."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "index": "index",
    }

    @staticmethod
    def _decode(value: Any) -> ContentBlockStopEvent:
        return decode(value)


def decode(value: Any) -> ContentBlockStopEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ContentBlockStopEvent.__new__(ContentBlockStopEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.index = get("index")
    decoded: ContentBlockStopEvent = self
    return decoded
