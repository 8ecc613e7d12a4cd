# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import allowed_tools_choice as _allowed_tools_choice
from . import custom_tool_choice as _custom_tool_choice
from . import hosted_tool_choice as _hosted_tool_choice
from . import mcp_tool_choice as _mcp_tool_choice
from . import response_named_tool_choice as _response_named_tool_choice

if TYPE_CHECKING:
    from .allowed_tools_choice import AllowedToolsChoice
    from .custom_tool_choice import CustomToolChoice
    from .hosted_tool_choice import HostedToolChoice
    from .mcp_tool_choice import McpToolChoice
    from .response_named_tool_choice import ResponseNamedToolChoice

    ResponseToolChoiceObject: TypeAlias = "ResponseNamedToolChoice | CustomToolChoice | McpToolChoice | AllowedToolsChoice | HostedToolChoice | UnknownVariant"
    """The tool that must be called, or the tools that may be called. The `type` field distinguishes
    the variants.
    """
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ResponseToolChoiceObject":
            return (
                _response_named_tool_choice.ResponseNamedToolChoice
                | _custom_tool_choice.CustomToolChoice
                | _mcp_tool_choice.McpToolChoice
                | _allowed_tools_choice.AllowedToolsChoice
                | _hosted_tool_choice.HostedToolChoice
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "function": _response_named_tool_choice,
    "custom": _custom_tool_choice,
    "mcp": _mcp_tool_choice,
    "allowed_tools": _allowed_tools_choice,
    "apply_patch": _hosted_tool_choice,
    "code_interpreter": _hosted_tool_choice,
    "computer": _hosted_tool_choice,
    "computer_use": _hosted_tool_choice,
    "computer_use_preview": _hosted_tool_choice,
    "file_search": _hosted_tool_choice,
    "image_generation": _hosted_tool_choice,
    "programmatic_tool_calling": _hosted_tool_choice,
    "shell": _hosted_tool_choice,
    "web_search_preview": _hosted_tool_choice,
    "web_search_preview_2025_03_11": _hosted_tool_choice,
}


def decode(value: Any) -> Any:
    """Decode any parsed JSON. Never raises. An unknown member becomes an `UnknownVariant`."""
    if type(value) is dict:
        tag = value.get("type")
        member = _MEMBERS.get(tag) if type(tag) is str else None
        if member is not None:
            return member.decode(value)
        return UnknownVariant(value)
    return UnknownVariant()
