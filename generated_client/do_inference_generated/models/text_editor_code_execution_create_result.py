# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class TextEditorCodeExecutionCreateResult(Model):
    """Result of creating a file in a container."""

    type: Literal["text_editor_code_execution_create_result"] = "text_editor_code_execution_create_result"
    """Type of the result, always `text_editor_code_execution_create_result`."""
    is_file_update: bool | None = None
    """Whether the file existed before."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "is_file_update": "is_file_update",
    }

    @staticmethod
    def _decode(value: Any) -> TextEditorCodeExecutionCreateResult:
        return decode(value)


def decode(value: Any) -> TextEditorCodeExecutionCreateResult:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = TextEditorCodeExecutionCreateResult.__new__(TextEditorCodeExecutionCreateResult)
    self._raw = value
    item: Any
    self.type = get("type")
    self.is_file_update = get("is_file_update")
    decoded: TextEditorCodeExecutionCreateResult = self
    return decoded
