# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import code_interpreter_output as _code_interpreter_output

if TYPE_CHECKING:
    from .code_interpreter_output import CodeInterpreterOutput


@define(eq=False, repr=False, kw_only=True)
class CodeInterpreterCallItem(Model):
    """Code that the model wrote and the provider ran."""

    type: Literal["code_interpreter_call"] = "code_interpreter_call"
    """Type of the item, always `code_interpreter_call`."""
    id: str | None = None
    """Unique id of the item."""
    code: str | None = None
    """The code."""
    container_id: str | None = None
    """Id of the container."""
    outputs: list[CodeInterpreterOutput] | None = None
    """Logs and images that the code produced, if requested in `include`."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "code": "code",
        "container_id": "container_id",
        "outputs": "outputs",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> CodeInterpreterCallItem:
        return decode(value)


def decode(value: Any) -> CodeInterpreterCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CodeInterpreterCallItem.__new__(CodeInterpreterCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.code = get("code")
    self.container_id = get("container_id")
    item = get("outputs")
    self.outputs = (
        [_code_interpreter_output.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    self.status = get("status")
    decoded: CodeInterpreterCallItem = self
    return decoded
