# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseFunctionCallArgumentsDoneEvent(Model):
    """Sent when the arguments of a function call are complete."""

    type: Literal["response.function_call_arguments.done"] = "response.function_call_arguments.done"
    """Type of the event, always `response.function_call_arguments.done`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    arguments: str
    """The complete JSON text."""
    name: str | None = None
    """Name of the function."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "arguments": "arguments",
        "name": "name",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseFunctionCallArgumentsDoneEvent:
        return decode(value)


def decode(value: Any) -> ResponseFunctionCallArgumentsDoneEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseFunctionCallArgumentsDoneEvent.__new__(ResponseFunctionCallArgumentsDoneEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.arguments = get("arguments")
    self.name = get("name")
    decoded: ResponseFunctionCallArgumentsDoneEvent = self
    return decoded
