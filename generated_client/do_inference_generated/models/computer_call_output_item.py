# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import computer_screenshot as _computer_screenshot
from . import safety_check as _safety_check

if TYPE_CHECKING:
    from .computer_screenshot import ComputerScreenshot
    from .safety_check import SafetyCheck


@define(eq=False, repr=False, kw_only=True)
class ComputerCallOutputItem(Model):
    """The screen after the actions that your code performed."""

    type: Literal["computer_call_output"] = "computer_call_output"
    """Type of the item, always `computer_call_output`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str
    """The `call_id` of the corresponding call."""
    output: ComputerScreenshot
    """The screenshot."""
    acknowledged_safety_checks: list[SafetyCheck] | None = None
    """Safety checks that you acknowledge."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "output": "output",
        "acknowledged_safety_checks": "acknowledged_safety_checks",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> ComputerCallOutputItem:
        return decode(value)


def decode(value: Any) -> ComputerCallOutputItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ComputerCallOutputItem.__new__(ComputerCallOutputItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    item = get("output")
    self.output = _computer_screenshot.decode(item) if type(item) is dict else _computer_screenshot.decode({})
    item = get("acknowledged_safety_checks")
    self.acknowledged_safety_checks = (
        [_safety_check.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    self.status = get("status")
    decoded: ComputerCallOutputItem = self
    return decoded
