# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ThinkingBlock(Model):
    """The model's thinking. Send it back unchanged in its message."""

    type: Literal["thinking"] = "thinking"
    """Type of the content block, always `thinking`."""
    thinking: str
    """The thinking, or a summary of it for some models."""
    signature: str | None = None
    """Signature with which the provider verifies that the thinking is the model's own. The last delta
    of the block in an event stream.
    """

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "thinking": "thinking",
        "signature": "signature",
    }

    @staticmethod
    def _decode(value: Any) -> ThinkingBlock:
        return decode(value)


def decode(value: Any) -> ThinkingBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ThinkingBlock.__new__(ThinkingBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.thinking = get("thinking")
    self.signature = get("signature")
    decoded: ThinkingBlock = self
    return decoded
