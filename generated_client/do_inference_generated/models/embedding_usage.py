# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class EmbeddingUsage(Model):
    """Token usage of an embedding request."""

    prompt_tokens: int
    """Number of tokens in all texts."""
    total_tokens: int
    """Number of tokens that count towards your limits. Equal to `prompt_tokens`, because nothing is
    generated.
    """

    _wire: ClassVar[dict[str, str]] = {
        "prompt_tokens": "prompt_tokens",
        "total_tokens": "total_tokens",
    }

    @staticmethod
    def _decode(value: Any) -> EmbeddingUsage:
        return decode(value)


def decode(value: Any) -> EmbeddingUsage:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = EmbeddingUsage.__new__(EmbeddingUsage)
    self._raw = value
    item: Any
    self.prompt_tokens = get("prompt_tokens")
    self.total_tokens = get("total_tokens")
    decoded: EmbeddingUsage = self
    return decoded
