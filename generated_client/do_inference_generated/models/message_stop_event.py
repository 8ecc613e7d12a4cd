# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class MessageStopEvent(Model):
    """Sent when the stream is complete. No further event follows."""

    type: Literal["message_stop"] = "message_stop"
    """Type of the event, always `message_stop`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
    }

    @staticmethod
    def _decode(value: Any) -> MessageStopEvent:
        return decode(value)


def decode(value: Any) -> MessageStopEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = MessageStopEvent.__new__(MessageStopEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    decoded: MessageStopEvent = self
    return decoded
