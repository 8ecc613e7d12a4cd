# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class TypeOnlyTool(Model):
    """An OpenAI tool that is configured by its type alone. Your code executes the actions that the
    model requests, except with `programmatic_tool_calling`.
    """

    type: Literal["computer", "local_shell", "apply_patch", "programmatic_tool_calling"]
    """Type of the tool: `computer` operates a screen, `local_shell` runs commands, `apply_patch`
    changes files, and with `programmatic_tool_calling` the model writes programs that call the
    other tools.
    """
    allowed_callers: list[str] | None = None
    """Callers that may use the tool: `direct` is the model itself, `programmatic` is a program that
    the model writes.
    """

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "allowed_callers": "allowed_callers",
    }

    @staticmethod
    def _decode(value: Any) -> TypeOnlyTool:
        return decode(value)


def decode(value: Any) -> TypeOnlyTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = TypeOnlyTool.__new__(TypeOnlyTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.allowed_callers = get("allowed_callers")
    decoded: TypeOnlyTool = self
    return decoded
