# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import code_interpreter_tool as _code_interpreter_tool
from . import computer_use_preview_tool as _computer_use_preview_tool
from . import custom_tool as _custom_tool
from . import file_search_tool as _file_search_tool
from . import image_generation_tool as _image_generation_tool
from . import knowledge_base_retrieval_tool as _knowledge_base_retrieval_tool
from . import mcp_tool as _mcp_tool
from . import response_function_tool as _response_function_tool
from . import shell_tool as _shell_tool
from . import tool_namespace as _tool_namespace
from . import tool_search_tool as _tool_search_tool
from . import type_only_tool as _type_only_tool
from . import versioned_web_search_tool as _versioned_web_search_tool
from . import web_fetch_tool as _web_fetch_tool
from . import web_search_preview_tool as _web_search_preview_tool
from . import web_search_tool as _web_search_tool

if TYPE_CHECKING:
    from .code_interpreter_tool import CodeInterpreterTool
    from .computer_use_preview_tool import ComputerUsePreviewTool
    from .custom_tool import CustomTool
    from .file_search_tool import FileSearchTool
    from .image_generation_tool import ImageGenerationTool
    from .knowledge_base_retrieval_tool import KnowledgeBaseRetrievalTool
    from .mcp_tool import McpTool
    from .response_function_tool import ResponseFunctionTool
    from .shell_tool import ShellTool
    from .tool_namespace import ToolNamespace
    from .tool_search_tool import ToolSearchTool
    from .type_only_tool import TypeOnlyTool
    from .versioned_web_search_tool import VersionedWebSearchTool
    from .web_fetch_tool import WebFetchTool
    from .web_search_preview_tool import WebSearchPreviewTool
    from .web_search_tool import WebSearchTool

    ResponseTool: TypeAlias = "ResponseFunctionTool | CustomTool | KnowledgeBaseRetrievalTool | McpTool | WebSearchTool | VersionedWebSearchTool | WebSearchPreviewTool | WebFetchTool | FileSearchTool | CodeInterpreterTool | ImageGenerationTool | ComputerUsePreviewTool | ShellTool | TypeOnlyTool | ToolSearchTool | ToolNamespace | UnknownVariant"
    """A tool: one of your own functions, which the model asks you to call, or a tool that the service
    or the provider runs. The `type` field distinguishes the variants. Tools of other types are
    forwarded to models that support them.
    """
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ResponseTool":
            return (
                _response_function_tool.ResponseFunctionTool
                | _custom_tool.CustomTool
                | _knowledge_base_retrieval_tool.KnowledgeBaseRetrievalTool
                | _mcp_tool.McpTool
                | _web_search_tool.WebSearchTool
                | _versioned_web_search_tool.VersionedWebSearchTool
                | _web_search_preview_tool.WebSearchPreviewTool
                | _web_fetch_tool.WebFetchTool
                | _file_search_tool.FileSearchTool
                | _code_interpreter_tool.CodeInterpreterTool
                | _image_generation_tool.ImageGenerationTool
                | _computer_use_preview_tool.ComputerUsePreviewTool
                | _shell_tool.ShellTool
                | _type_only_tool.TypeOnlyTool
                | _tool_search_tool.ToolSearchTool
                | _tool_namespace.ToolNamespace
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "function": _response_function_tool,
    "custom": _custom_tool,
    "knowledge_base_retrieval": _knowledge_base_retrieval_tool,
    "mcp": _mcp_tool,
    "web_search": _web_search_tool,
    "web_search_2025_08_26": _versioned_web_search_tool,
    "web_search_preview": _web_search_preview_tool,
    "web_search_preview_2025_03_11": _web_search_preview_tool,
    "web_fetch": _web_fetch_tool,
    "file_search": _file_search_tool,
    "code_interpreter": _code_interpreter_tool,
    "image_generation": _image_generation_tool,
    "computer_use_preview": _computer_use_preview_tool,
    "shell": _shell_tool,
    "computer": _type_only_tool,
    "local_shell": _type_only_tool,
    "apply_patch": _type_only_tool,
    "programmatic_tool_calling": _type_only_tool,
    "tool_search": _tool_search_tool,
    "namespace": _tool_namespace,
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
