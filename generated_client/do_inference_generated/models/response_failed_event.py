# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import response as _response

if TYPE_CHECKING:
    from .response import Response


@define(eq=False, repr=False, kw_only=True)
class ResponseFailedEvent(Model):
    """Sent if the response fails. No further event follows."""

    type: Literal["response.failed"] = "response.failed"
    """Type of the event, always `response.failed`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    response: Response
    """The response as far as it was generated; `error` contains the reason for the failure."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "response": "response",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseFailedEvent:
        return decode(value)


def decode(value: Any) -> ResponseFailedEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseFailedEvent.__new__(ResponseFailedEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    item = get("response")
    self.response = _response.decode(item) if type(item) is dict else _response.decode({})
    decoded: ResponseFailedEvent = self
    return decoded
