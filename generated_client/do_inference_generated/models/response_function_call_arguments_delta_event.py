# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseFunctionCallArgumentsDeltaEvent(Model):
    """Sent for each new fragment of the arguments of a function call."""

    type: Literal["response.function_call_arguments.delta"] = "response.function_call_arguments.delta"
    """Type of the event, always `response.function_call_arguments.delta`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    delta: str
    """Next fragment of the JSON text. Parse it only after all fragments have arrived."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "delta": "delta",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseFunctionCallArgumentsDeltaEvent:
        return decode(value)


def decode(value: Any) -> ResponseFunctionCallArgumentsDeltaEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseFunctionCallArgumentsDeltaEvent.__new__(ResponseFunctionCallArgumentsDeltaEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.delta = get("delta")
    decoded: ResponseFunctionCallArgumentsDeltaEvent = self
    return decoded
