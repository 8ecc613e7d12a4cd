# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import container as _container
from . import stop_details as _stop_details

if TYPE_CHECKING:
    from .container import Container
    from .enums import StopReason
    from .stop_details import StopDetails


@define(eq=False, repr=False, kw_only=True)
class MessageDelta(Model):
    """Fields of the message that are known only at the end of the stream."""

    stop_reason: StopReason | None = None
    """Why the model stopped."""
    stop_sequence: str | None = None
    """The stop sequence that was reached, if any."""
    stop_details: StopDetails | None = None
    """Details of the stop reason, for refusals."""
    container: Container | None = None
    """The container in which the provider ran code, if it did."""

    _wire: ClassVar[dict[str, str]] = {
        "stop_reason": "stop_reason",
        "stop_sequence": "stop_sequence",
        "stop_details": "stop_details",
        "container": "container",
    }

    @staticmethod
    def _decode(value: Any) -> MessageDelta:
        return decode(value)


def decode(value: Any) -> MessageDelta:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = MessageDelta.__new__(MessageDelta)
    self._raw = value
    item: Any
    self.stop_reason = get("stop_reason")
    self.stop_sequence = get("stop_sequence")
    item = get("stop_details")
    self.stop_details = _stop_details.decode(item) if type(item) is dict else None
    item = get("container")
    self.container = _container.decode(item) if type(item) is dict else None
    decoded: MessageDelta = self
    return decoded
