# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import code_container as _code_container

if TYPE_CHECKING:
    from .code_container import CodeContainer


@define(eq=False, repr=False, kw_only=True)
class CodeInterpreterTool(Model):
    """Lets an OpenAI model run Python code in a provider-hosted container."""

    type: Literal["code_interpreter"] = "code_interpreter"
    """Type of the tool, always `code_interpreter`."""
    container: str | CodeContainer
    """Id of a container, or an object such as `{"type": "auto"}` for a new one."""
    allowed_callers: list[str] | None = None
    """Callers that may use the tool: `direct` is the model itself, `programmatic` is a program that
    the model writes.
    """

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "container": "container",
        "allowed_callers": "allowed_callers",
    }

    @staticmethod
    def _decode(value: Any) -> CodeInterpreterTool:
        return decode(value)


def decode(value: Any) -> CodeInterpreterTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CodeInterpreterTool.__new__(CodeInterpreterTool)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("container")
    self.container = _code_container.decode(item) if type(item) is dict else item
    self.allowed_callers = get("allowed_callers")
    decoded: CodeInterpreterTool = self
    return decoded
