# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class MessageOutputTokensDetails(Model):
    """Breakdown of the output tokens of a message."""

    thinking_tokens: int | None = None
    """Number of thinking tokens."""

    _wire: ClassVar[dict[str, str]] = {
        "thinking_tokens": "thinking_tokens",
    }

    @staticmethod
    def _decode(value: Any) -> MessageOutputTokensDetails:
        return decode(value)


def decode(value: Any) -> MessageOutputTokensDetails:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = MessageOutputTokensDetails.__new__(MessageOutputTokensDetails)
    self._raw = value
    item: Any
    self.thinking_tokens = get("thinking_tokens")
    decoded: MessageOutputTokensDetails = self
    return decoded
