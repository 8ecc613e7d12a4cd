# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import code_container as _code_container
from . import shell_action as _shell_action

if TYPE_CHECKING:
    from .code_container import CodeContainer
    from .shell_action import ShellAction


@define(eq=False, repr=False, kw_only=True)
class ShellCallItem(Model):
    """Shell commands that the provider runs, or that the model asks you to run if the tool's
    environment is `local`.
    """

    type: Literal["shell_call"] = "shell_call"
    """Type of the item, always `shell_call`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str
    """Id of the call; the item with its output refers to it."""
    action: ShellAction
    """The commands."""
    environment: CodeContainer | None = None
    """Environment in which the commands run."""
    caller: dict[str, Any] | None = None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "action": "action",
        "environment": "environment",
        "caller": "caller",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> ShellCallItem:
        return decode(value)


def decode(value: Any) -> ShellCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ShellCallItem.__new__(ShellCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    item = get("action")
    self.action = _shell_action.decode(item) if type(item) is dict else _shell_action.decode({})
    item = get("environment")
    self.environment = _code_container.decode(item) if type(item) is dict else None
    self.caller = get("caller")
    self.status = get("status")
    decoded: ShellCallItem = self
    return decoded
