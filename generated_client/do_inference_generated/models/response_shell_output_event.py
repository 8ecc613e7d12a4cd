# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import shell_output as _shell_output

if TYPE_CHECKING:
    from .shell_output import ShellOutput


@define(eq=False, repr=False, kw_only=True)
class ResponseShellOutputEvent(Model):
    """Sent for each new fragment of the output of a shell command, and when the output is complete."""

    type: Literal["response.shell_call_output_content.delta", "response.shell_call_output_content.done"]
    """Type of the event."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    command_index: int | None = None
    """Index of the command in the call, from 0."""
    delta: ShellOutput | None = None
    """Next fragment of the output."""
    output: list[ShellOutput] | None = None
    """The complete output, in the last event."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "command_index": "command_index",
        "delta": "delta",
        "output": "output",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseShellOutputEvent:
        return decode(value)


def decode(value: Any) -> ResponseShellOutputEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseShellOutputEvent.__new__(ResponseShellOutputEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.command_index = get("command_index")
    item = get("delta")
    self.delta = _shell_output.decode(item) if type(item) is dict else None
    item = get("output")
    self.output = [_shell_output.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    decoded: ResponseShellOutputEvent = self
    return decoded
