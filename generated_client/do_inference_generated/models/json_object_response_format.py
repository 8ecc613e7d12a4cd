# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class JsonObjectResponseFormat(Model):
    """A JSON object without a schema. Also ask for JSON in the messages."""

    type: Literal["json_object"] = "json_object"
    """Type of the format, always `json_object`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
    }

    @staticmethod
    def _decode(value: Any) -> JsonObjectResponseFormat:
        return decode(value)


def decode(value: Any) -> JsonObjectResponseFormat:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = JsonObjectResponseFormat.__new__(JsonObjectResponseFormat)
    self._raw = value
    item: Any
    self.type = get("type")
    decoded: JsonObjectResponseFormat = self
    return decoded
