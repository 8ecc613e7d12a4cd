# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from . import response_tool_choice_object as _response_tool_choice_object

if TYPE_CHECKING:
    from .enums import ToolChoiceMode
    from .response_tool_choice_object import ResponseToolChoiceObject

    ResponseToolChoice: TypeAlias = "ToolChoiceMode | ResponseToolChoiceObject"
    """A mode such as `auto`, or an object that names the tools that must or may be called."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ResponseToolChoice":
            from .enums import ToolChoiceMode

            return ToolChoiceMode | _response_tool_choice_object.ResponseToolChoiceObject
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def decode(value: Any) -> Any:
    """Decode any parsed JSON. Never raises."""
    return _response_tool_choice_object.decode(value) if type(value) is dict else value
