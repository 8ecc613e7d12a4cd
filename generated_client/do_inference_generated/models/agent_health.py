# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Result, define


@define(eq=False, repr=False, kw_only=True)
class AgentHealth(Result):
    """Health status of an agent."""

    status: str
    """The status, such as `ok` or `healthy`. The possible values are not documented."""

    _wire: ClassVar[dict[str, str]] = {
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> AgentHealth:
        return decode(value)


def decode(value: Any) -> AgentHealth:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AgentHealth.__new__(AgentHealth)
    self._raw = value
    item: Any
    self.status = get("status")
    decoded: AgentHealth = self
    return decoded
