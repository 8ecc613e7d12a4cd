# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ApplyPatchCallOutputItem(Model):
    """The result of a change to a file."""

    type: Literal["apply_patch_call_output"] = "apply_patch_call_output"
    """Type of the item, always `apply_patch_call_output`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str
    """The `call_id` of the corresponding call."""
    output: str | None = None
    """Text for the model, such as the reason for a failure."""
    caller: dict[str, Any] | None = None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: str
    """`completed` or `failed`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "output": "output",
        "caller": "caller",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> ApplyPatchCallOutputItem:
        return decode(value)


def decode(value: Any) -> ApplyPatchCallOutputItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ApplyPatchCallOutputItem.__new__(ApplyPatchCallOutputItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    self.output = get("output")
    self.caller = get("caller")
    self.status = get("status")
    decoded: ApplyPatchCallOutputItem = self
    return decoded
