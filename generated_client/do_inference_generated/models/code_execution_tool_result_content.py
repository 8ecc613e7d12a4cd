# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import code_execution_result as _code_execution_result
from . import server_tool_result_error as _server_tool_result_error

if TYPE_CHECKING:
    from .code_execution_result import CodeExecutionResult
    from .server_tool_result_error import ServerToolResultError

    CodeExecutionToolResultContent: TypeAlias = "CodeExecutionResult | ServerToolResultError | UnknownVariant"
    """The result of code execution, or an error. The `type` field distinguishes the variants."""
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "CodeExecutionToolResultContent":
            return (
                _code_execution_result.CodeExecutionResult
                | _server_tool_result_error.ServerToolResultError
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "code_execution_result": _code_execution_result,
    "encrypted_code_execution_result": _code_execution_result,
    "bash_code_execution_result": _code_execution_result,
    "code_execution_tool_result_error": _server_tool_result_error,
    "bash_code_execution_tool_result_error": _server_tool_result_error,
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
