# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import message as _message

if TYPE_CHECKING:
    from .message import Message


@define(eq=False, repr=False, kw_only=True)
class MessageStartEvent(Model):
    """Sent when the stream starts."""

    type: Literal["message_start"] = "message_start"
    """Type of the event, always `message_start`."""
    message: Message
    """The message, still without content."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "message": "message",
    }

    @staticmethod
    def _decode(value: Any) -> MessageStartEvent:
        return decode(value)


def decode(value: Any) -> MessageStartEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = MessageStartEvent.__new__(MessageStartEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("message")
    self.message = _message.decode(item) if type(item) is dict else _message.decode({})
    decoded: MessageStartEvent = self
    return decoded
