# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import code_execution_output as _code_execution_output

if TYPE_CHECKING:
    from .code_execution_output import CodeExecutionOutput


@define(eq=False, repr=False, kw_only=True)
class CodeExecutionResult(Model):
    """Output of code or of a shell command."""

    type: Literal["code_execution_result", "encrypted_code_execution_result", "bash_code_execution_result"]
    """Type of the output: of code, of code with encrypted output, or of a shell command."""
    stdout: str | None = None
    """Standard output. Absent if it is encrypted."""
    encrypted_stdout: str | None = None
    """Encrypted standard output, readable only by the model. Send it back unchanged."""
    stderr: str | None = None
    """Standard error output."""
    return_code: int | None = None
    """Exit code; 0 means success."""
    content: list[CodeExecutionOutput] | None = None
    """Files that the code created."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "stdout": "stdout",
        "encrypted_stdout": "encrypted_stdout",
        "stderr": "stderr",
        "return_code": "return_code",
        "content": "content",
    }

    @staticmethod
    def _decode(value: Any) -> CodeExecutionResult:
        return decode(value)


def decode(value: Any) -> CodeExecutionResult:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CodeExecutionResult.__new__(CodeExecutionResult)
    self._raw = value
    item: Any
    self.type = get("type")
    self.stdout = get("stdout")
    self.encrypted_stdout = get("encrypted_stdout")
    self.stderr = get("stderr")
    self.return_code = get("return_code")
    item = get("content")
    self.content = (
        [_code_execution_output.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    decoded: CodeExecutionResult = self
    return decoded
