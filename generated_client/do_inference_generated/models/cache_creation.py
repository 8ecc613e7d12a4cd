# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class CacheCreation(Model):
    """Tokens written to the prompt cache, by time to live."""

    ephemeral_5m_input_tokens: int | None = None
    """Tokens cached for five minutes."""
    ephemeral_1h_input_tokens: int | None = None
    """Tokens cached for one hour."""

    _wire: ClassVar[dict[str, str]] = {
        "ephemeral_5m_input_tokens": "ephemeral_5m_input_tokens",
        "ephemeral_1h_input_tokens": "ephemeral_1h_input_tokens",
    }

    @staticmethod
    def _decode(value: Any) -> CacheCreation:
        return decode(value)


def decode(value: Any) -> CacheCreation:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CacheCreation.__new__(CacheCreation)
    self._raw = value
    item: Any
    self.ephemeral_5m_input_tokens = get("ephemeral_5m_input_tokens")
    self.ephemeral_1h_input_tokens = get("ephemeral_1h_input_tokens")
    decoded: CacheCreation = self
    return decoded
