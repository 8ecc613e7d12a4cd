# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import content_block_delta_event as _content_block_delta_event
from . import content_block_start_event as _content_block_start_event
from . import content_block_stop_event as _content_block_stop_event
from . import message_delta_event as _message_delta_event
from . import message_error_event as _message_error_event
from . import message_start_event as _message_start_event
from . import message_stop_event as _message_stop_event
from . import ping_event as _ping_event

if TYPE_CHECKING:
    from .content_block_delta_event import ContentBlockDeltaEvent
    from .content_block_start_event import ContentBlockStartEvent
    from .content_block_stop_event import ContentBlockStopEvent
    from .message_delta_event import MessageDeltaEvent
    from .message_error_event import MessageErrorEvent
    from .message_start_event import MessageStartEvent
    from .message_stop_event import MessageStopEvent
    from .ping_event import PingEvent

    MessageStreamEvent: TypeAlias = "MessageStartEvent | ContentBlockStartEvent | ContentBlockDeltaEvent | ContentBlockStopEvent | MessageDeltaEvent | MessageStopEvent | PingEvent | MessageErrorEvent | UnknownVariant"
    """An event of a message stream. The `type` field distinguishes the variants. The stream contains
    one `message_start`; then for each block its start, deltas and stop; then `message_delta` and
    `message_stop`. A `ping` can occur anywhere. Ignore events of other types.
    """
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "MessageStreamEvent":
            return (
                _message_start_event.MessageStartEvent
                | _content_block_start_event.ContentBlockStartEvent
                | _content_block_delta_event.ContentBlockDeltaEvent
                | _content_block_stop_event.ContentBlockStopEvent
                | _message_delta_event.MessageDeltaEvent
                | _message_stop_event.MessageStopEvent
                | _ping_event.PingEvent
                | _message_error_event.MessageErrorEvent
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "message_start": _message_start_event,
    "content_block_start": _content_block_start_event,
    "content_block_delta": _content_block_delta_event,
    "content_block_stop": _content_block_stop_event,
    "message_delta": _message_delta_event,
    "message_stop": _message_stop_event,
    "ping": _ping_event,
    "error": _message_error_event,
}


def decode(value: Any) -> Any:
    """Decode any parsed JSON. Never raises. An unknown member becomes an `UnknownVariant`."""
    if type(value) is dict:
        tag = value.get("type")
        member = _MEMBERS.get(tag) if type(tag) is str else None
        if member is not None:
            return member.decode(value)
        return UnknownVariant(value)
    return UnknownVariant()
