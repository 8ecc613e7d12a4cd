# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import function_name as _function_name

if TYPE_CHECKING:
    from .function_name import FunctionName


@define(eq=False, repr=False, kw_only=True)
class ResponseNamedToolChoice(Model):
    """Forces the model to call one function. Two formats are in use: the published one with
    `function`, and OpenAI's flat one with `name`, which responses echo. Set one of them.
    """

    type: Literal["function"] = "function"
    """Type of the tool choice, always `function`."""
    function: FunctionName | None = None
    """The function to call, in the published format."""
    name: str | None = None
    """Name of the function, in OpenAI's format."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "function": "function",
        "name": "name",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseNamedToolChoice:
        return decode(value)


def decode(value: Any) -> ResponseNamedToolChoice:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseNamedToolChoice.__new__(ResponseNamedToolChoice)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("function")
    self.function = _function_name.decode(item) if type(item) is dict else None
    self.name = get("name")
    decoded: ResponseNamedToolChoice = self
    return decoded
