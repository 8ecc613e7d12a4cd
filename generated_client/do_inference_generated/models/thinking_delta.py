# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ThinkingDelta(Model):
    """A fragment of the model's thinking."""

    type: Literal["thinking_delta"] = "thinking_delta"
    """Type of the delta, always `thinking_delta`."""
    thinking: str
    """Next fragment of the thinking."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "thinking": "thinking",
    }

    @staticmethod
    def _decode(value: Any) -> ThinkingDelta:
        return decode(value)


def decode(value: Any) -> ThinkingDelta:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ThinkingDelta.__new__(ThinkingDelta)
    self._raw = value
    item: Any
    self.type = get("type")
    self.thinking = get("thinking")
    decoded: ThinkingDelta = self
    return decoded
