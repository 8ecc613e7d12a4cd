# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ShellAction(Model):
    """Shell commands. Check them before you run them."""

    commands: list[str] | None = None
    """The commands."""
    timeout_ms: int | None = None
    """Timeout in milliseconds."""
    max_output_length: int | None = None
    """Maximum length of the output in characters that the model requests."""

    _wire: ClassVar[dict[str, str]] = {
        "commands": "commands",
        "timeout_ms": "timeout_ms",
        "max_output_length": "max_output_length",
    }

    @staticmethod
    def _decode(value: Any) -> ShellAction:
        return decode(value)


def decode(value: Any) -> ShellAction:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ShellAction.__new__(ShellAction)
    self._raw = value
    item: Any
    self.commands = get("commands")
    self.timeout_ms = get("timeout_ms")
    self.max_output_length = get("max_output_length")
    decoded: ShellAction = self
    return decoded
