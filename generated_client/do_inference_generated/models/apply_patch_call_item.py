# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import apply_patch_operation as _apply_patch_operation

if TYPE_CHECKING:
    from .apply_patch_operation import ApplyPatchOperation


@define(eq=False, repr=False, kw_only=True)
class ApplyPatchCallItem(Model):
    """A change to a file that the model requests. Your code applies it."""

    type: Literal["apply_patch_call"] = "apply_patch_call"
    """Type of the item, always `apply_patch_call`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str
    """Id of the call; the item with its output refers to it."""
    operation: ApplyPatchOperation
    """The requested change."""
    caller: dict[str, Any] | None = None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "operation": "operation",
        "caller": "caller",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> ApplyPatchCallItem:
        return decode(value)


def decode(value: Any) -> ApplyPatchCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ApplyPatchCallItem.__new__(ApplyPatchCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    item = get("operation")
    self.operation = (
        _apply_patch_operation.decode(item) if type(item) is dict else _apply_patch_operation.decode({})
    )
    self.caller = get("caller")
    self.status = get("status")
    decoded: ApplyPatchCallItem = self
    return decoded
