# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class SafetyCheck(Model):
    """A safety check of the provider before an action."""

    id: str
    """Id of the safety check."""
    code: str | None = None
    """Code of the safety check."""
    message: str | None = None
    """Message of the safety check."""

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "code": "code",
        "message": "message",
    }

    @staticmethod
    def _decode(value: Any) -> SafetyCheck:
        return decode(value)


def decode(value: Any) -> SafetyCheck:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = SafetyCheck.__new__(SafetyCheck)
    self._raw = value
    item: Any
    self.id = get("id")
    self.code = get("code")
    self.message = get("message")
    decoded: SafetyCheck = self
    return decoded
