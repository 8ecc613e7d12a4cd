# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import code_container as _code_container

if TYPE_CHECKING:
    from .code_container import CodeContainer


@define(eq=False, repr=False, kw_only=True)
class ShellTool(Model):
    """Lets an OpenAI model run shell commands, in a provider-hosted container or on your machine."""

    type: Literal["shell"] = "shell"
    """Type of the tool, always `shell`."""
    environment: CodeContainer | None = None
    """Environment in which the commands run. With `local` your code runs them."""
    allowed_callers: list[str] | None = None
    """Callers that may use the tool: `direct` is the model itself, `programmatic` is a program that
    the model writes.
    """

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "environment": "environment",
        "allowed_callers": "allowed_callers",
    }

    @staticmethod
    def _decode(value: Any) -> ShellTool:
        return decode(value)


def decode(value: Any) -> ShellTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ShellTool.__new__(ShellTool)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("environment")
    self.environment = _code_container.decode(item) if type(item) is dict else None
    self.allowed_callers = get("allowed_callers")
    decoded: ShellTool = self
    return decoded
