# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import computer_action as _computer_action
from . import safety_check as _safety_check

if TYPE_CHECKING:
    from .computer_action import ComputerAction
    from .safety_check import SafetyCheck


@define(eq=False, repr=False, kw_only=True)
class ComputerCallItem(Model):
    """Actions on a screen that the model requests. Your code performs them."""

    type: Literal["computer_call"] = "computer_call"
    """Type of the item, always `computer_call`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str
    """Id of the call; the item with its output refers to it."""
    action: ComputerAction | None = None
    """The requested action."""
    actions: list[ComputerAction] | None = None
    """The requested actions, if there are several."""
    pending_safety_checks: list[SafetyCheck] | None = None
    """Pending safety checks. Send back those that you acknowledge."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "action": "action",
        "actions": "actions",
        "pending_safety_checks": "pending_safety_checks",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> ComputerCallItem:
        return decode(value)


def decode(value: Any) -> ComputerCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ComputerCallItem.__new__(ComputerCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    item = get("action")
    self.action = _computer_action.decode(item) if type(item) is dict else None
    item = get("actions")
    self.actions = (
        [_computer_action.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    item = get("pending_safety_checks")
    self.pending_safety_checks = (
        [_safety_check.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    self.status = get("status")
    decoded: ComputerCallItem = self
    return decoded
