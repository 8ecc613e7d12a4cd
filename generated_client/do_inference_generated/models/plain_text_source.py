# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class PlainTextSource(Model):
    """Plain text embedded in the request."""

    type: Literal["text"] = "text"
    """Type of the source, always `text`."""
    media_type: Literal["text/plain"] = "text/plain"
    """Media type, always `text/plain`."""
    data: str
    """The text."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "media_type": "media_type",
        "data": "data",
    }

    @staticmethod
    def _decode(value: Any) -> PlainTextSource:
        return decode(value)


def decode(value: Any) -> PlainTextSource:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = PlainTextSource.__new__(PlainTextSource)
    self._raw = value
    item: Any
    self.type = get("type")
    self.media_type = get("media_type")
    self.data = get("data")
    decoded: PlainTextSource = self
    return decoded
