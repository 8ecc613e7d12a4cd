# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class InputJsonDelta(Model):
    """A fragment of the arguments of a tool call."""

    type: Literal["input_json_delta"] = "input_json_delta"
    """Type of the delta, always `input_json_delta`."""
    partial_json: str
    """Next fragment of the JSON text of `input`. Parse it only after the block has stopped."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "partial_json": "partial_json",
    }

    @staticmethod
    def _decode(value: Any) -> InputJsonDelta:
        return decode(value)


def decode(value: Any) -> InputJsonDelta:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = InputJsonDelta.__new__(InputJsonDelta)
    self._raw = value
    item: Any
    self.type = get("type")
    self.partial_json = get("partial_json")
    decoded: InputJsonDelta = self
    return decoded
