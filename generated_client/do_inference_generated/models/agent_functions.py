# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class AgentFunctions(Model):
    """The functions that an agent called."""

    called_functions: list[str] | None = None
    """Names of the functions."""

    _wire: ClassVar[dict[str, str]] = {
        "called_functions": "called_functions",
    }

    @staticmethod
    def _decode(value: Any) -> AgentFunctions:
        return decode(value)


def decode(value: Any) -> AgentFunctions:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AgentFunctions.__new__(AgentFunctions)
    self._raw = value
    item: Any
    self.called_functions = get("called_functions")
    decoded: AgentFunctions = self
    return decoded
