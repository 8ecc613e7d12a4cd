# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import error_object as _error_object

if TYPE_CHECKING:
    from .error_object import ErrorObject


@define(eq=False, repr=False, kw_only=True)
class MessageErrorEvent(Model):
    """Sent if the stream fails. The content received before is incomplete."""

    type: Literal["error"] = "error"
    """Type of the event, always `error`."""
    error: ErrorObject
    """The error."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "error": "error",
    }

    @staticmethod
    def _decode(value: Any) -> MessageErrorEvent:
        return decode(value)


def decode(value: Any) -> MessageErrorEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = MessageErrorEvent.__new__(MessageErrorEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("error")
    self.error = _error_object.decode(item) if type(item) is dict else _error_object.decode({})
    decoded: MessageErrorEvent = self
    return decoded
