# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import server_tool_result_error as _server_tool_result_error
from . import web_fetch_result as _web_fetch_result

if TYPE_CHECKING:
    from .server_tool_result_error import ServerToolResultError
    from .web_fetch_result import WebFetchResult

    WebFetchToolResultContent: TypeAlias = "WebFetchResult | ServerToolResultError | UnknownVariant"
    """A page, or an error. The `type` field distinguishes the variants."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "WebFetchToolResultContent":
            return (
                _web_fetch_result.WebFetchResult
                | _server_tool_result_error.ServerToolResultError
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "web_fetch_result": _web_fetch_result,
    "web_fetch_tool_result_error": _server_tool_result_error,
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
