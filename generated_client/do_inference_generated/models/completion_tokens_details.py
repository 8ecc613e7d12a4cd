# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class CompletionTokensDetails(Model):
    """Breakdown of the output tokens."""

    reasoning_tokens: int | None = None
    """Tokens used for reasoning."""

    _wire: ClassVar[dict[str, str]] = {
        "reasoning_tokens": "reasoning_tokens",
    }

    @staticmethod
    def _decode(value: Any) -> CompletionTokensDetails:
        return decode(value)


def decode(value: Any) -> CompletionTokensDetails:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CompletionTokensDetails.__new__(CompletionTokensDetails)
    self._raw = value
    item: Any
    self.reasoning_tokens = get("reasoning_tokens")
    decoded: CompletionTokensDetails = self
    return decoded
