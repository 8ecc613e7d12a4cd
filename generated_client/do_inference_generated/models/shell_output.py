# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import shell_outcome as _shell_outcome

if TYPE_CHECKING:
    from .shell_outcome import ShellOutcome


@define(eq=False, repr=False, kw_only=True)
class ShellOutput(Model):
    """The output of one shell command."""

    stdout: str | None = None
    """Standard output."""
    stderr: str | None = None
    """Standard error output."""
    outcome: ShellOutcome | None = None
    """How the command ended."""

    _wire: ClassVar[dict[str, str]] = {
        "stdout": "stdout",
        "stderr": "stderr",
        "outcome": "outcome",
    }

    @staticmethod
    def _decode(value: Any) -> ShellOutput:
        return decode(value)


def decode(value: Any) -> ShellOutput:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ShellOutput.__new__(ShellOutput)
    self._raw = value
    item: Any
    self.stdout = get("stdout")
    self.stderr = get("stderr")
    item = get("outcome")
    self.outcome = _shell_outcome.decode(item) if type(item) is dict else None
    decoded: ShellOutput = self
    return decoded
