# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class SystemoneUsage(Model):
    """Token usage of an evaluation."""

    input_tokens: int
    """Number of tokens in the text and the questions."""
    output_tokens: int
    """Always 0, because nothing is generated."""

    _wire: ClassVar[dict[str, str]] = {
        "input_tokens": "input_tokens",
        "output_tokens": "output_tokens",
    }

    @staticmethod
    def _decode(value: Any) -> SystemoneUsage:
        return decode(value)


def decode(value: Any) -> SystemoneUsage:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = SystemoneUsage.__new__(SystemoneUsage)
    self._raw = value
    item: Any
    self.input_tokens = get("input_tokens")
    self.output_tokens = get("output_tokens")
    decoded: SystemoneUsage = self
    return decoded
