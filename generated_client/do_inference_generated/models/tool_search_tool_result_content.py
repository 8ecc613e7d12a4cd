# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import server_tool_result_error as _server_tool_result_error
from . import tool_search_result as _tool_search_result

if TYPE_CHECKING:
    from .server_tool_result_error import ServerToolResultError
    from .tool_search_result import ToolSearchResult

    ToolSearchToolResultContent: TypeAlias = "ToolSearchResult | ServerToolResultError | UnknownVariant"
    """The tools found by the search, or an error. The `type` field distinguishes the variants."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ToolSearchToolResultContent":
            return (
                _tool_search_result.ToolSearchResult
                | _server_tool_result_error.ServerToolResultError
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "tool_search_tool_search_result": _tool_search_result,
    "tool_search_tool_result_error": _server_tool_result_error,
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
