# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class RedactedThinkingBlock(Model):
    """Thinking that the provider redacted. Send it back unchanged in its message."""

    type: Literal["redacted_thinking"] = "redacted_thinking"
    """Type of the content block, always `redacted_thinking`."""
    data: str
    """The encrypted thinking."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "data": "data",
    }

    @staticmethod
    def _decode(value: Any) -> RedactedThinkingBlock:
        return decode(value)


def decode(value: Any) -> RedactedThinkingBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = RedactedThinkingBlock.__new__(RedactedThinkingBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.data = get("data")
    decoded: RedactedThinkingBlock = self
    return decoded
