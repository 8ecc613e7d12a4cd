# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class CustomToolChoice(Model):
    """Forces the model to call one custom tool."""

    type: Literal["custom"] = "custom"
    """Type of the tool choice, always `custom`."""
    name: str
    """Name of the tool."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "name": "name",
    }

    @staticmethod
    def _decode(value: Any) -> CustomToolChoice:
        return decode(value)


def decode(value: Any) -> CustomToolChoice:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CustomToolChoice.__new__(CustomToolChoice)
    self._raw = value
    item: Any
    self.type = get("type")
    self.name = get("name")
    decoded: CustomToolChoice = self
    return decoded
