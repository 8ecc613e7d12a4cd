# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class TextEditorCodeExecutionViewResult(Model):
    """Result of viewing a file in a container."""

    type: Literal["text_editor_code_execution_view_result"] = "text_editor_code_execution_view_result"
    """Type of the result, always `text_editor_code_execution_view_result`."""
    content: str
    """The viewed content of the file."""
    file_type: str | None = None
    """`text`, `image` or `pdf`."""
    start_line: int | None = None
    """Number of the first viewed line, from 1."""
    num_lines: int | None = None
    """Number of viewed lines."""
    total_lines: int | None = None
    """Total number of lines in the file."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "content": "content",
        "file_type": "file_type",
        "start_line": "start_line",
        "num_lines": "num_lines",
        "total_lines": "total_lines",
    }

    @staticmethod
    def _decode(value: Any) -> TextEditorCodeExecutionViewResult:
        return decode(value)


def decode(value: Any) -> TextEditorCodeExecutionViewResult:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = TextEditorCodeExecutionViewResult.__new__(TextEditorCodeExecutionViewResult)
    self._raw = value
    item: Any
    self.type = get("type")
    self.content = get("content")
    self.file_type = get("file_type")
    self.start_line = get("start_line")
    self.num_lines = get("num_lines")
    self.total_lines = get("total_lines")
    decoded: TextEditorCodeExecutionViewResult = self
    return decoded
