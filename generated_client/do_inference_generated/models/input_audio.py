# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class InputAudio(Model):
    """Audio in a request."""

    data: str
    """The audio file in Base64."""
    format: str
    """File format, such as `wav` or `mp3`."""

    _wire: ClassVar[dict[str, str]] = {
        "data": "data",
        "format": "format",
    }

    @staticmethod
    def _decode(value: Any) -> InputAudio:
        return decode(value)


def decode(value: Any) -> InputAudio:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = InputAudio.__new__(InputAudio)
    self._raw = value
    item: Any
    self.data = get("data")
    self.format = get("format")
    decoded: InputAudio = self
    return decoded
