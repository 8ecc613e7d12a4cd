# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import context_management_response as _context_management_response
from . import message_delta as _message_delta
from . import message_delta_usage as _message_delta_usage

if TYPE_CHECKING:
    from .context_management_response import ContextManagementResponse
    from .message_delta import MessageDelta
    from .message_delta_usage import MessageDeltaUsage


@define(eq=False, repr=False, kw_only=True)
class MessageDeltaEvent(Model):
    """Sent at the end of a message, with the stop reason and the final token counts."""

    type: Literal["message_delta"] = "message_delta"
    """Type of the event, always `message_delta`."""
    delta: MessageDelta
    """The changed fields."""
    usage: MessageDeltaUsage | None = None
    """Token usage. The counts replace those of the first event; do not add them."""
    context_management: ContextManagementResponse | None = None
    """The edits that the provider applied to the conversation, if any."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "delta": "delta",
        "usage": "usage",
        "context_management": "context_management",
    }

    @staticmethod
    def _decode(value: Any) -> MessageDeltaEvent:
        return decode(value)


def decode(value: Any) -> MessageDeltaEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = MessageDeltaEvent.__new__(MessageDeltaEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("delta")
    self.delta = _message_delta.decode(item) if type(item) is dict else _message_delta.decode({})
    item = get("usage")
    self.usage = _message_delta_usage.decode(item) if type(item) is dict else None
    item = get("context_management")
    self.context_management = _context_management_response.decode(item) if type(item) is dict else None
    decoded: MessageDeltaEvent = self
    return decoded
