# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import custom_tool_format as _custom_tool_format

if TYPE_CHECKING:
    from .custom_tool_format import CustomToolFormat


@define(eq=False, repr=False, kw_only=True)
class CustomTool(Model):
    """One of your own tools, which takes free text instead of JSON arguments. The model requests calls
    and your code runs them. Unlike in chat completions, the fields are not nested.
    """

    type: Literal["custom"] = "custom"
    """Type of the tool, always `custom`."""
    name: str
    """Name of the tool."""
    description: str | None = None
    """What the tool does and when to use it. The model decides based on this."""
    format: CustomToolFormat | None = None
    """Format of the input. Default: any text."""
    defer_loading: bool | None = None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    allowed_callers: list[str] | None = None
    """Callers that may use the tool: `direct` is the model itself, `programmatic` is a program that
    the model writes.
    """

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "name": "name",
        "description": "description",
        "format": "format",
        "defer_loading": "defer_loading",
        "allowed_callers": "allowed_callers",
    }

    @staticmethod
    def _decode(value: Any) -> CustomTool:
        return decode(value)


def decode(value: Any) -> CustomTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CustomTool.__new__(CustomTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.name = get("name")
    self.description = get("description")
    item = get("format")
    self.format = _custom_tool_format.decode(item) if type(item) is dict else None
    self.defer_loading = get("defer_loading")
    self.allowed_callers = get("allowed_callers")
    decoded: CustomTool = self
    return decoded
