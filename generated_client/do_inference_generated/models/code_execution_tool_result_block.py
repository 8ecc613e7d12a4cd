# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control
from . import code_execution_tool_result_content as _code_execution_tool_result_content

if TYPE_CHECKING:
    from .cache_control import CacheControl
    from .code_execution_tool_result_content import CodeExecutionToolResultContent


@define(eq=False, repr=False, kw_only=True)
class CodeExecutionToolResultBlock(Model):
    """The result of code or of a shell command that ran in a provider-hosted container."""

    type: Literal["code_execution_tool_result", "bash_code_execution_tool_result"]
    """Type of the block: the result of code or of a shell command."""
    tool_use_id: str
    """The `id` of the corresponding tool use block."""
    content: CodeExecutionToolResultContent
    """The output, or an error."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block. In requests only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "tool_use_id": "tool_use_id",
        "content": "content",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> CodeExecutionToolResultBlock:
        return decode(value)


def decode(value: Any) -> CodeExecutionToolResultBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CodeExecutionToolResultBlock.__new__(CodeExecutionToolResultBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.tool_use_id = get("tool_use_id")
    item = get("content")
    self.content = (
        _code_execution_tool_result_content.decode(item)
        if type(item) is dict
        else _code_execution_tool_result_content.decode(None)
    )
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: CodeExecutionToolResultBlock = self
    return decoded
