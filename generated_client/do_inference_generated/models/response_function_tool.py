# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseFunctionTool(Model):
    """One of your own functions that the model may call. Your code runs it. Unlike in chat
    completions, the fields are not nested.
    """

    type: Literal["function"] = "function"
    """Type of the tool, always `function`."""
    name: str
    """Name of the function: letters, digits, `_` and `-`, up to 64 characters."""
    description: str | None = None
    """What the tool does and when to use it. The model decides based on this."""
    parameters: dict[str, Any] | None = None
    """JSON Schema of the arguments, with an object at the top level. Several providers reject `oneOf`,
    `anyOf`, `allOf`, `enum`, `const` or `not` at the top level. If absent, the function takes no
    arguments.
    """
    strict: bool | None = None
    """Whether the arguments must match the schema exactly, if the model can guarantee it."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "name": "name",
        "description": "description",
        "parameters": "parameters",
        "strict": "strict",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseFunctionTool:
        return decode(value)


def decode(value: Any) -> ResponseFunctionTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseFunctionTool.__new__(ResponseFunctionTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.name = get("name")
    self.description = get("description")
    self.parameters = get("parameters")
    self.strict = get("strict")
    decoded: ResponseFunctionTool = self
    return decoded
