# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class RefusalPart(Model):
    """The model's refusal message."""

    type: Literal["refusal"] = "refusal"
    """Type of the content part, always `refusal`."""
    refusal: str
    """The text."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "refusal": "refusal",
    }

    @staticmethod
    def _decode(value: Any) -> RefusalPart:
        return decode(value)


def decode(value: Any) -> RefusalPart:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = RefusalPart.__new__(RefusalPart)
    self._raw = value
    item: Any
    self.type = get("type")
    self.refusal = get("refusal")
    decoded: RefusalPart = self
    return decoded
