# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import shell_output as _shell_output

if TYPE_CHECKING:
    from .shell_output import ShellOutput


@define(eq=False, repr=False, kw_only=True)
class ShellCallOutputItem(Model):
    """The output of shell commands."""

    type: Literal["shell_call_output"] = "shell_call_output"
    """Type of the item, always `shell_call_output`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str
    """The `call_id` of the corresponding call."""
    output: list[ShellOutput]
    """The output of each command."""
    max_output_length: int | None = None
    """Maximum length of the output in characters, from the call."""
    caller: dict[str, Any] | None = None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "output": "output",
        "max_output_length": "max_output_length",
        "caller": "caller",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> ShellCallOutputItem:
        return decode(value)


def decode(value: Any) -> ShellCallOutputItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ShellCallOutputItem.__new__(ShellCallOutputItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    item = get("output")
    self.output = [_shell_output.decode(x) for x in item if type(x) is dict] if type(item) is list else []
    self.max_output_length = get("max_output_length")
    self.caller = get("caller")
    self.status = get("status")
    decoded: ShellCallOutputItem = self
    return decoded
