# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class LocalShellCallOutputItem(Model):
    """The output of a command on your machine."""

    type: Literal["local_shell_call_output"] = "local_shell_call_output"
    """Type of the item, always `local_shell_call_output`."""
    id: str | None = None
    """The `call_id` of the corresponding call. OpenAI uses this field name."""
    call_id: str | None = None
    """The same value, in the field that other outputs use."""
    output: str
    """The output as text, usually JSON."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "output": "output",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> LocalShellCallOutputItem:
        return decode(value)


def decode(value: Any) -> LocalShellCallOutputItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = LocalShellCallOutputItem.__new__(LocalShellCallOutputItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    self.output = get("output")
    self.status = get("status")
    decoded: LocalShellCallOutputItem = self
    return decoded
