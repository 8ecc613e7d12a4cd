# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseToolInputDoneEvent(Model):
    """Sent when the arguments, input or code of a call are complete."""

    type: Literal[
        "response.mcp_call_arguments.done",
        "response.custom_tool_call_input.done",
        "response.code_interpreter_call_code.done",
    ]
    """Type of the event."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    arguments: str | None = None
    """The arguments of an MCP call as a JSON string."""
    input: str | None = None
    """The input of a custom tool."""
    code: str | None = None
    """The code of the code interpreter."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "arguments": "arguments",
        "input": "input",
        "code": "code",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseToolInputDoneEvent:
        return decode(value)


def decode(value: Any) -> ResponseToolInputDoneEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseToolInputDoneEvent.__new__(ResponseToolInputDoneEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.arguments = get("arguments")
    self.input = get("input")
    self.code = get("code")
    decoded: ResponseToolInputDoneEvent = self
    return decoded
