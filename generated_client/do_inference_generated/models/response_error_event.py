# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import error_object as _error_object

if TYPE_CHECKING:
    from .error_object import ErrorObject


@define(eq=False, repr=False, kw_only=True)
class ResponseErrorEvent(Model):
    """Sent if the stream fails. The content received before is incomplete."""

    type: Literal["error"] = "error"
    """Type of the event, always `error`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    message: str | None = None
    """Human-readable error message."""
    code: str | int | None = None
    """Machine-readable code."""
    param: str | None = None
    """The invalid request field."""
    error: ErrorObject | None = None
    """The error, if the event nests it."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "message": "message",
        "code": "code",
        "param": "param",
        "error": "error",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseErrorEvent:
        return decode(value)


def decode(value: Any) -> ResponseErrorEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseErrorEvent.__new__(ResponseErrorEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.message = get("message")
    self.code = get("code")
    self.param = get("param")
    item = get("error")
    self.error = _error_object.decode(item) if type(item) is dict else None
    decoded: ResponseErrorEvent = self
    return decoded
