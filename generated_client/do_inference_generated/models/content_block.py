# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import code_execution_tool_result_block as _code_execution_tool_result_block
from . import compaction_block as _compaction_block
from . import container_upload_block as _container_upload_block
from . import mcp_tool_result_block as _mcp_tool_result_block
from . import mcp_tool_use_block as _mcp_tool_use_block
from . import redacted_thinking_block as _redacted_thinking_block
from . import server_tool_use_block as _server_tool_use_block
from . import text_block as _text_block
from . import text_editor_code_execution_tool_result_block as _text_editor_code_execution_tool_result_block
from . import thinking_block as _thinking_block
from . import tool_search_tool_result_block as _tool_search_tool_result_block
from . import tool_use_block as _tool_use_block
from . import web_fetch_tool_result_block as _web_fetch_tool_result_block
from . import web_search_tool_result_block as _web_search_tool_result_block

if TYPE_CHECKING:
    from .code_execution_tool_result_block import CodeExecutionToolResultBlock
    from .compaction_block import CompactionBlock
    from .container_upload_block import ContainerUploadBlock
    from .mcp_tool_result_block import McpToolResultBlock
    from .mcp_tool_use_block import McpToolUseBlock
    from .redacted_thinking_block import RedactedThinkingBlock
    from .server_tool_use_block import ServerToolUseBlock
    from .text_block import TextBlock
    from .text_editor_code_execution_tool_result_block import TextEditorCodeExecutionToolResultBlock
    from .thinking_block import ThinkingBlock
    from .tool_search_tool_result_block import ToolSearchToolResultBlock
    from .tool_use_block import ToolUseBlock
    from .web_fetch_tool_result_block import WebFetchToolResultBlock
    from .web_search_tool_result_block import WebSearchToolResultBlock

    ContentBlock: TypeAlias = "TextBlock | ThinkingBlock | RedactedThinkingBlock | ToolUseBlock | ServerToolUseBlock | WebSearchToolResultBlock | WebFetchToolResultBlock | CodeExecutionToolResultBlock | TextEditorCodeExecutionToolResultBlock | ToolSearchToolResultBlock | ContainerUploadBlock | McpToolUseBlock | McpToolResultBlock | CompactionBlock | UnknownVariant"
    """A content block of the model's message. The `type` field distinguishes the variants. Other types
    can occur; send them back unchanged.
    """
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ContentBlock":
            return (
                _text_block.TextBlock
                | _thinking_block.ThinkingBlock
                | _redacted_thinking_block.RedactedThinkingBlock
                | _tool_use_block.ToolUseBlock
                | _server_tool_use_block.ServerToolUseBlock
                | _web_search_tool_result_block.WebSearchToolResultBlock
                | _web_fetch_tool_result_block.WebFetchToolResultBlock
                | _code_execution_tool_result_block.CodeExecutionToolResultBlock
                | _text_editor_code_execution_tool_result_block.TextEditorCodeExecutionToolResultBlock
                | _tool_search_tool_result_block.ToolSearchToolResultBlock
                | _container_upload_block.ContainerUploadBlock
                | _mcp_tool_use_block.McpToolUseBlock
                | _mcp_tool_result_block.McpToolResultBlock
                | _compaction_block.CompactionBlock
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "text": _text_block,
    "thinking": _thinking_block,
    "redacted_thinking": _redacted_thinking_block,
    "tool_use": _tool_use_block,
    "server_tool_use": _server_tool_use_block,
    "web_search_tool_result": _web_search_tool_result_block,
    "web_fetch_tool_result": _web_fetch_tool_result_block,
    "code_execution_tool_result": _code_execution_tool_result_block,
    "bash_code_execution_tool_result": _code_execution_tool_result_block,
    "text_editor_code_execution_tool_result": _text_editor_code_execution_tool_result_block,
    "tool_search_tool_result": _tool_search_tool_result_block,
    "container_upload": _container_upload_block,
    "mcp_tool_use": _mcp_tool_use_block,
    "mcp_tool_result": _mcp_tool_result_block,
    "compaction": _compaction_block,
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
