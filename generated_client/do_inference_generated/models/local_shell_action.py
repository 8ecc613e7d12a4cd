# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class LocalShellAction(Model):
    """A command to run on your machine. Check it before you run it."""

    type: str | None = None
    """Always `exec`."""
    command: list[str] | None = None
    """Program and arguments."""
    env: dict[str, str] | None = None
    """Environment variables."""
    timeout_ms: int | None = None
    """Timeout in milliseconds."""
    user: str | None = None
    """User to run the command as."""
    working_directory: str | None = None
    """Working directory of the command."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "command": "command",
        "env": "env",
        "timeout_ms": "timeout_ms",
        "user": "user",
        "working_directory": "working_directory",
    }

    @staticmethod
    def _decode(value: Any) -> LocalShellAction:
        return decode(value)


def decode(value: Any) -> LocalShellAction:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = LocalShellAction.__new__(LocalShellAction)
    self._raw = value
    item: Any
    self.type = get("type")
    self.command = get("command")
    self.env = get("env")
    self.timeout_ms = get("timeout_ms")
    self.user = get("user")
    self.working_directory = get("working_directory")
    decoded: LocalShellAction = self
    return decoded
