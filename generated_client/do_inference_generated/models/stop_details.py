# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class StopDetails(Model):
    """Details of the stop reason. Only for refusals."""

    type: str
    """Always `refusal`."""
    category: str | None = None
    """Category of the refusal, such as `cyber` or `bio`."""
    explanation: str | None = None
    """Human-readable explanation of the refusal."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "category": "category",
        "explanation": "explanation",
    }

    @staticmethod
    def _decode(value: Any) -> StopDetails:
        return decode(value)


def decode(value: Any) -> StopDetails:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = StopDetails.__new__(StopDetails)
    self._raw = value
    item: Any
    self.type = get("type")
    self.category = get("category")
    self.explanation = get("explanation")
    decoded: StopDetails = self
    return decoded
