# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class PingEvent(Model):
    """Sent to keep the connection alive. It has no content."""

    type: Literal["ping"] = "ping"
    """Type of the event, always `ping`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
    }

    @staticmethod
    def _decode(value: Any) -> PingEvent:
        return decode(value)


def decode(value: Any) -> PingEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = PingEvent.__new__(PingEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    decoded: PingEvent = self
    return decoded
