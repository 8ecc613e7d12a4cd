# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class TriggeredGuardrail(Model):
    """A guardrail that was triggered."""

    rule_name: str | None = None
    """Name of the rule."""
    message: str | None = None
    """Message that the guardrail returns instead of a completion."""

    _wire: ClassVar[dict[str, str]] = {
        "rule_name": "rule_name",
        "message": "message",
    }

    @staticmethod
    def _decode(value: Any) -> TriggeredGuardrail:
        return decode(value)


def decode(value: Any) -> TriggeredGuardrail:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = TriggeredGuardrail.__new__(TriggeredGuardrail)
    self._raw = value
    item: Any
    self.rule_name = get("rule_name")
    self.message = get("message")
    decoded: TriggeredGuardrail = self
    return decoded
