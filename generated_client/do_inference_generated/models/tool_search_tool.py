# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ToolSearchTool(Model):
    """Lets an OpenAI model search for tools that `defer_loading` leaves out of the prompt."""

    type: Literal["tool_search"] = "tool_search"
    """Type of the tool, always `tool_search`."""
    execution: str | None = None
    """`server` if the provider runs the search, `client` if your code runs it."""
    description: str | None = None
    """Description of a search that your code runs, visible to the model."""
    parameters: dict[str, Any] | None = None
    """JSON Schema of the arguments of a search that your code runs."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "execution": "execution",
        "description": "description",
        "parameters": "parameters",
    }

    @staticmethod
    def _decode(value: Any) -> ToolSearchTool:
        return decode(value)


def decode(value: Any) -> ToolSearchTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ToolSearchTool.__new__(ToolSearchTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.execution = get("execution")
    self.description = get("description")
    self.parameters = get("parameters")
    decoded: ToolSearchTool = self
    return decoded
