# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import additional_tools_item as _additional_tools_item
from . import apply_patch_call_item as _apply_patch_call_item
from . import apply_patch_call_output_item as _apply_patch_call_output_item
from . import code_interpreter_call_item as _code_interpreter_call_item
from . import compaction_item as _compaction_item
from . import computer_call_item as _computer_call_item
from . import computer_call_output_item as _computer_call_output_item
from . import custom_tool_call_item as _custom_tool_call_item
from . import custom_tool_call_output_item as _custom_tool_call_output_item
from . import file_search_call_item as _file_search_call_item
from . import function_call_item as _function_call_item
from . import function_call_output_item as _function_call_output_item
from . import image_generation_call_item as _image_generation_call_item
from . import local_shell_call_item as _local_shell_call_item
from . import local_shell_call_output_item as _local_shell_call_output_item
from . import mcp_approval_request_item as _mcp_approval_request_item
from . import mcp_approval_response_item as _mcp_approval_response_item
from . import mcp_call_item as _mcp_call_item
from . import mcp_list_tools_item as _mcp_list_tools_item
from . import program_item as _program_item
from . import program_output_item as _program_output_item
from . import reasoning_item as _reasoning_item
from . import response_output_message as _response_output_message
from . import response_text_item as _response_text_item
from . import shell_call_item as _shell_call_item
from . import shell_call_output_item as _shell_call_output_item
from . import tool_search_call_item as _tool_search_call_item
from . import tool_search_output_item as _tool_search_output_item
from . import web_search_call_item as _web_search_call_item

if TYPE_CHECKING:
    from .additional_tools_item import AdditionalToolsItem
    from .apply_patch_call_item import ApplyPatchCallItem
    from .apply_patch_call_output_item import ApplyPatchCallOutputItem
    from .code_interpreter_call_item import CodeInterpreterCallItem
    from .compaction_item import CompactionItem
    from .computer_call_item import ComputerCallItem
    from .computer_call_output_item import ComputerCallOutputItem
    from .custom_tool_call_item import CustomToolCallItem
    from .custom_tool_call_output_item import CustomToolCallOutputItem
    from .file_search_call_item import FileSearchCallItem
    from .function_call_item import FunctionCallItem
    from .function_call_output_item import FunctionCallOutputItem
    from .image_generation_call_item import ImageGenerationCallItem
    from .local_shell_call_item import LocalShellCallItem
    from .local_shell_call_output_item import LocalShellCallOutputItem
    from .mcp_approval_request_item import McpApprovalRequestItem
    from .mcp_approval_response_item import McpApprovalResponseItem
    from .mcp_call_item import McpCallItem
    from .mcp_list_tools_item import McpListToolsItem
    from .program_item import ProgramItem
    from .program_output_item import ProgramOutputItem
    from .reasoning_item import ReasoningItem
    from .response_output_message import ResponseOutputMessage
    from .response_text_item import ResponseTextItem
    from .shell_call_item import ShellCallItem
    from .shell_call_output_item import ShellCallOutputItem
    from .tool_search_call_item import ToolSearchCallItem
    from .tool_search_output_item import ToolSearchOutputItem
    from .web_search_call_item import WebSearchCallItem

    ResponseOutputItem: TypeAlias = "ResponseOutputMessage | ReasoningItem | FunctionCallItem | FunctionCallOutputItem | ResponseTextItem | WebSearchCallItem | FileSearchCallItem | CodeInterpreterCallItem | ImageGenerationCallItem | ComputerCallItem | ComputerCallOutputItem | LocalShellCallItem | LocalShellCallOutputItem | ShellCallItem | ShellCallOutputItem | ApplyPatchCallItem | ApplyPatchCallOutputItem | McpCallItem | McpListToolsItem | McpApprovalRequestItem | McpApprovalResponseItem | CustomToolCallItem | CustomToolCallOutputItem | ToolSearchCallItem | ToolSearchOutputItem | CompactionItem | ProgramItem | ProgramOutputItem | AdditionalToolsItem | UnknownVariant"
    """An item of a response. The `type` field distinguishes the variants. Items of other types are
    preserved. All items can be sent back.
    """
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ResponseOutputItem":
            return (
                _response_output_message.ResponseOutputMessage
                | _reasoning_item.ReasoningItem
                | _function_call_item.FunctionCallItem
                | _function_call_output_item.FunctionCallOutputItem
                | _response_text_item.ResponseTextItem
                | _web_search_call_item.WebSearchCallItem
                | _file_search_call_item.FileSearchCallItem
                | _code_interpreter_call_item.CodeInterpreterCallItem
                | _image_generation_call_item.ImageGenerationCallItem
                | _computer_call_item.ComputerCallItem
                | _computer_call_output_item.ComputerCallOutputItem
                | _local_shell_call_item.LocalShellCallItem
                | _local_shell_call_output_item.LocalShellCallOutputItem
                | _shell_call_item.ShellCallItem
                | _shell_call_output_item.ShellCallOutputItem
                | _apply_patch_call_item.ApplyPatchCallItem
                | _apply_patch_call_output_item.ApplyPatchCallOutputItem
                | _mcp_call_item.McpCallItem
                | _mcp_list_tools_item.McpListToolsItem
                | _mcp_approval_request_item.McpApprovalRequestItem
                | _mcp_approval_response_item.McpApprovalResponseItem
                | _custom_tool_call_item.CustomToolCallItem
                | _custom_tool_call_output_item.CustomToolCallOutputItem
                | _tool_search_call_item.ToolSearchCallItem
                | _tool_search_output_item.ToolSearchOutputItem
                | _compaction_item.CompactionItem
                | _program_item.ProgramItem
                | _program_output_item.ProgramOutputItem
                | _additional_tools_item.AdditionalToolsItem
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "message": _response_output_message,
    "reasoning": _reasoning_item,
    "function_call": _function_call_item,
    "function_call_output": _function_call_output_item,
    "text": _response_text_item,
    "web_search_call": _web_search_call_item,
    "file_search_call": _file_search_call_item,
    "code_interpreter_call": _code_interpreter_call_item,
    "image_generation_call": _image_generation_call_item,
    "computer_call": _computer_call_item,
    "computer_call_output": _computer_call_output_item,
    "local_shell_call": _local_shell_call_item,
    "local_shell_call_output": _local_shell_call_output_item,
    "shell_call": _shell_call_item,
    "shell_call_output": _shell_call_output_item,
    "apply_patch_call": _apply_patch_call_item,
    "apply_patch_call_output": _apply_patch_call_output_item,
    "mcp_call": _mcp_call_item,
    "mcp_list_tools": _mcp_list_tools_item,
    "mcp_approval_request": _mcp_approval_request_item,
    "mcp_approval_response": _mcp_approval_response_item,
    "custom_tool_call": _custom_tool_call_item,
    "custom_tool_call_output": _custom_tool_call_output_item,
    "tool_search_call": _tool_search_call_item,
    "tool_search_output": _tool_search_output_item,
    "compaction": _compaction_item,
    "program": _program_item,
    "program_output": _program_output_item,
    "additional_tools": _additional_tools_item,
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
