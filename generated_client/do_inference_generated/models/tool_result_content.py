# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from . import tool_result_content_block as _tool_result_content_block

if TYPE_CHECKING:
    from .tool_result_content_block import ToolResultContentBlock

    ToolResultContent: TypeAlias = "str | list[ToolResultContentBlock]"
    """Text, or text, image and document blocks."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ToolResultContent":
            return str | list[_tool_result_content_block.ToolResultContentBlock]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def decode(value: Any) -> Any:
    """Decode any parsed JSON. Never raises."""
    return (
        [_tool_result_content_block.decode(x) for x in value if type(x) is dict]
        if type(value) is list
        else value
    )
