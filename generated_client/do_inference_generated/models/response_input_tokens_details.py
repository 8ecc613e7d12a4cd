# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseInputTokensDetails(Model):
    """Breakdown of the input tokens."""

    cached_tokens: int | None = None
    """Tokens that were read from the prompt cache."""

    _wire: ClassVar[dict[str, str]] = {
        "cached_tokens": "cached_tokens",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseInputTokensDetails:
        return decode(value)


def decode(value: Any) -> ResponseInputTokensDetails:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseInputTokensDetails.__new__(ResponseInputTokensDetails)
    self._raw = value
    item: Any
    self.cached_tokens = get("cached_tokens")
    decoded: ResponseInputTokensDetails = self
    return decoded
