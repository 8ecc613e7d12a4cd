# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response as _response

if TYPE_CHECKING:
    from .response import Response


@define(eq=False, repr=False, kw_only=True)
class ResponseInProgressEvent(Model):
    """Sent while the model is generating the response."""

    type: Literal["response.in_progress"] = "response.in_progress"
    """Type of the event, always `response.in_progress`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    response: Response
    """The response so far."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "response": "response",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseInProgressEvent:
        return decode(value)


def decode(value: Any) -> ResponseInProgressEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseInProgressEvent.__new__(ResponseInProgressEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    item = get("response")
    self.response = _response.decode(item) if type(item) is dict else _response.decode({})
    decoded: ResponseInProgressEvent = self
    return decoded
