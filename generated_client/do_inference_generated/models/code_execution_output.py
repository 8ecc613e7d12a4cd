# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class CodeExecutionOutput(Model):
    """A file that the code created."""

    type: str
    """`code_execution_output`, or `bash_code_execution_output` for a shell command."""
    file_id: str
    """Id of the file in the provider's file storage."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "file_id": "file_id",
    }

    @staticmethod
    def _decode(value: Any) -> CodeExecutionOutput:
        return decode(value)


def decode(value: Any) -> CodeExecutionOutput:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CodeExecutionOutput.__new__(CodeExecutionOutput)
    self._raw = value
    item: Any
    self.type = get("type")
    self.file_id = get("file_id")
    decoded: CodeExecutionOutput = self
    return decoded
