# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from . import web_search_result as _web_search_result
from . import web_search_tool_result_error as _web_search_tool_result_error

if TYPE_CHECKING:
    from .web_search_result import WebSearchResult
    from .web_search_tool_result_error import WebSearchToolResultError

    WebSearchToolResultContent: TypeAlias = "list[WebSearchResult] | WebSearchToolResultError"
    """The pages found, or one error."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "WebSearchToolResultContent":
            return (
                list[_web_search_result.WebSearchResult]
                | _web_search_tool_result_error.WebSearchToolResultError
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def decode(value: Any) -> Any:
    """Decode any parsed JSON. Never raises."""
    return (
        _web_search_tool_result_error.decode(value)
        if type(value) is dict
        else [_web_search_result.decode(x) for x in value if type(x) is dict]
        if type(value) is list
        else None
    )
