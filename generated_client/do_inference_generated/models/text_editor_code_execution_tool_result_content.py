# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import server_tool_result_error as _server_tool_result_error
from . import text_editor_code_execution_create_result as _text_editor_code_execution_create_result
from . import text_editor_code_execution_str_replace_result as _text_editor_code_execution_str_replace_result
from . import text_editor_code_execution_view_result as _text_editor_code_execution_view_result

if TYPE_CHECKING:
    from .server_tool_result_error import ServerToolResultError
    from .text_editor_code_execution_create_result import TextEditorCodeExecutionCreateResult
    from .text_editor_code_execution_str_replace_result import TextEditorCodeExecutionStrReplaceResult
    from .text_editor_code_execution_view_result import TextEditorCodeExecutionViewResult

    TextEditorCodeExecutionToolResultContent: TypeAlias = "TextEditorCodeExecutionViewResult | TextEditorCodeExecutionCreateResult | TextEditorCodeExecutionStrReplaceResult | ServerToolResultError | UnknownVariant"
    """The result of viewing or editing a file, or an error. The `type` field distinguishes the
    variants.
    """
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "TextEditorCodeExecutionToolResultContent":
            return (
                _text_editor_code_execution_view_result.TextEditorCodeExecutionViewResult
                | _text_editor_code_execution_create_result.TextEditorCodeExecutionCreateResult
                | _text_editor_code_execution_str_replace_result.TextEditorCodeExecutionStrReplaceResult
                | _server_tool_result_error.ServerToolResultError
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "text_editor_code_execution_view_result": _text_editor_code_execution_view_result,
    "text_editor_code_execution_create_result": _text_editor_code_execution_create_result,
    "text_editor_code_execution_str_replace_result": _text_editor_code_execution_str_replace_result,
    "text_editor_code_execution_tool_result_error": _server_tool_result_error,
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
