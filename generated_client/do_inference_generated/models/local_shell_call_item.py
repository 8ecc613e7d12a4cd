# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import local_shell_action as _local_shell_action

if TYPE_CHECKING:
    from .local_shell_action import LocalShellAction


@define(eq=False, repr=False, kw_only=True)
class LocalShellCallItem(Model):
    """A command that the model requests to run on your machine."""

    type: Literal["local_shell_call"] = "local_shell_call"
    """Type of the item, always `local_shell_call`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str
    """Id of the call; the item with its output refers to it."""
    action: LocalShellAction
    """The command."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "action": "action",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> LocalShellCallItem:
        return decode(value)


def decode(value: Any) -> LocalShellCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = LocalShellCallItem.__new__(LocalShellCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    item = get("action")
    self.action = _local_shell_action.decode(item) if type(item) is dict else _local_shell_action.decode({})
    self.status = get("status")
    decoded: LocalShellCallItem = self
    return decoded
