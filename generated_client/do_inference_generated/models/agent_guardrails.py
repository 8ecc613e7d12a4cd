# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import triggered_guardrail as _triggered_guardrail

if TYPE_CHECKING:
    from .triggered_guardrail import TriggeredGuardrail


@define(eq=False, repr=False, kw_only=True)
class AgentGuardrails(Model):
    """The guardrails that were triggered."""

    triggered_guardrails: list[TriggeredGuardrail] | None = None
    """The triggered guardrails, one entry each."""

    _wire: ClassVar[dict[str, str]] = {
        "triggered_guardrails": "triggered_guardrails",
    }

    @staticmethod
    def _decode(value: Any) -> AgentGuardrails:
        return decode(value)


def decode(value: Any) -> AgentGuardrails:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AgentGuardrails.__new__(AgentGuardrails)
    self._raw = value
    item: Any
    item = get("triggered_guardrails")
    self.triggered_guardrails = (
        [_triggered_guardrail.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    decoded: AgentGuardrails = self
    return decoded
