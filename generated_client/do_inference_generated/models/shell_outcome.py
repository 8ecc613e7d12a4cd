# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ShellOutcome(Model):
    """How a shell command ended."""

    type: str
    """`exit` or `timeout`."""
    exit_code: int | None = None
    """Exit code, if `type` is `exit`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "exit_code": "exit_code",
    }

    @staticmethod
    def _decode(value: Any) -> ShellOutcome:
        return decode(value)


def decode(value: Any) -> ShellOutcome:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ShellOutcome.__new__(ShellOutcome)
    self._raw = value
    item: Any
    self.type = get("type")
    self.exit_code = get("exit_code")
    decoded: ShellOutcome = self
    return decoded
