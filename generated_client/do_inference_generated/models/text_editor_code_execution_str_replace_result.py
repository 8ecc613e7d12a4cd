# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class TextEditorCodeExecutionStrReplaceResult(Model):
    """Result of replacing text in a file in a container."""

    type: Literal["text_editor_code_execution_str_replace_result"] = (
        "text_editor_code_execution_str_replace_result"
    )
    """Type of the result, always `text_editor_code_execution_str_replace_result`."""
    lines: list[str] | None = None
    """The change as lines of a diff."""
    old_start: int | None = None
    """Number of the first replaced line, from 1."""
    old_lines: int | None = None
    """Number of replaced lines."""
    new_start: int | None = None
    """Number of the first line of the new text, from 1."""
    new_lines: int | None = None
    """Number of lines in the new text."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "lines": "lines",
        "old_start": "old_start",
        "old_lines": "old_lines",
        "new_start": "new_start",
        "new_lines": "new_lines",
    }

    @staticmethod
    def _decode(value: Any) -> TextEditorCodeExecutionStrReplaceResult:
        return decode(value)


def decode(value: Any) -> TextEditorCodeExecutionStrReplaceResult:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = TextEditorCodeExecutionStrReplaceResult.__new__(TextEditorCodeExecutionStrReplaceResult)
    self._raw = value
    item: Any
    self.type = get("type")
    self.lines = get("lines")
    self.old_start = get("old_start")
    self.old_lines = get("old_lines")
    self.new_start = get("new_start")
    self.new_lines = get("new_lines")
    decoded: TextEditorCodeExecutionStrReplaceResult = self
    return decoded
