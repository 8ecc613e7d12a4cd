# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseJsonSchemaFormat(Model):
    """A JSON value that matches a schema. Unlike in a chat completion, the schema is on the same level
    as `type`.
    """

    type: Literal["json_schema"] = "json_schema"
    """Type of the format, always `json_schema`."""
    name: str
    """Name of the schema: letters, digits, `_` and `-`, up to 64 characters."""
    description: str | None = None
    """Purpose of the value, visible to the model."""
    schema: dict[str, Any]
    """The JSON Schema."""
    strict: bool | None = None
    """Whether the output must match the schema exactly, if the model can guarantee it."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "name": "name",
        "description": "description",
        "schema": "schema",
        "strict": "strict",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseJsonSchemaFormat:
        return decode(value)


def decode(value: Any) -> ResponseJsonSchemaFormat:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseJsonSchemaFormat.__new__(ResponseJsonSchemaFormat)
    self._raw = value
    item: Any
    self.type = get("type")
    self.name = get("name")
    self.description = get("description")
    item = get("schema")
    self.schema = item if type(item) is dict else None
    self.strict = get("strict")
    decoded: ResponseJsonSchemaFormat = self
    return decoded
