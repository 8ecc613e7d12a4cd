# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ProgramOutputItem(Model):
    """The output of a program that the model wrote."""

    type: Literal["program_output"] = "program_output"
    """Type of the item, always `program_output`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str
    """The `call_id` of the corresponding call."""
    result: str | None = None
    """The output."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "result": "result",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> ProgramOutputItem:
        return decode(value)


def decode(value: Any) -> ProgramOutputItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ProgramOutputItem.__new__(ProgramOutputItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    self.result = get("result")
    self.status = get("status")
    decoded: ProgramOutputItem = self
    return decoded
