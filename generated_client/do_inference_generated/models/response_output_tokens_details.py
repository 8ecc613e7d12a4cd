# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseOutputTokensDetails(Model):
    """Breakdown of the output tokens."""

    reasoning_tokens: int | None = None
    """Tokens used for reasoning."""
    tool_output_tokens: int | None = None
    """Tokens returned by tools that the service ran."""

    _wire: ClassVar[dict[str, str]] = {
        "reasoning_tokens": "reasoning_tokens",
        "tool_output_tokens": "tool_output_tokens",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseOutputTokensDetails:
        return decode(value)


def decode(value: Any) -> ResponseOutputTokensDetails:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseOutputTokensDetails.__new__(ResponseOutputTokensDetails)
    self._raw = value
    item: Any
    self.reasoning_tokens = get("reasoning_tokens")
    self.tool_output_tokens = get("tool_output_tokens")
    decoded: ResponseOutputTokensDetails = self
    return decoded
