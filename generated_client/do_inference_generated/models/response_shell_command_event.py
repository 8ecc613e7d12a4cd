# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseShellCommandEvent(Model):
    """Sent when a shell command starts, for each new fragment of it, and when it is complete."""

    type: Literal[
        "response.shell_call_command.added",
        "response.shell_call_command.delta",
        "response.shell_call_command.done",
    ]
    """Type of the event."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    command_index: int | None = None
    """Index of the command in the call, from 0."""
    delta: str | None = None
    """Next fragment of the command."""
    command: str | None = None
    """The command. Complete in the last event."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "command_index": "command_index",
        "delta": "delta",
        "command": "command",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseShellCommandEvent:
        return decode(value)


def decode(value: Any) -> ResponseShellCommandEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseShellCommandEvent.__new__(ResponseShellCommandEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.command_index = get("command_index")
    self.delta = get("delta")
    self.command = get("command")
    decoded: ResponseShellCommandEvent = self
    return decoded
