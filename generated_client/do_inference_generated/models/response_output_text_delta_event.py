# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import token_logprob as _token_logprob

if TYPE_CHECKING:
    from .token_logprob import TokenLogprob


@define(eq=False, repr=False, kw_only=True)
class ResponseOutputTextDeltaEvent(Model):
    """Sent for each new fragment of the text."""

    type: Literal["response.output_text.delta"] = "response.output_text.delta"
    """Type of the event, always `response.output_text.delta`."""
    sequence_number: int | None = None
    """Position of the event in the stream, from 0."""
    item_id: str | None = None
    """Unique id of the item."""
    output_index: int | None = None
    """Index of the item in the response's output, from 0."""
    content_index: int | None = None
    """Index of the content part in the item's content, from 0."""
    delta: str
    """Next fragment of the text."""
    logprobs: list[TokenLogprob] | None = None
    """Log probabilities of the tokens, if requested."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "sequence_number": "sequence_number",
        "item_id": "item_id",
        "output_index": "output_index",
        "content_index": "content_index",
        "delta": "delta",
        "logprobs": "logprobs",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseOutputTextDeltaEvent:
        return decode(value)


def decode(value: Any) -> ResponseOutputTextDeltaEvent:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseOutputTextDeltaEvent.__new__(ResponseOutputTextDeltaEvent)
    self._raw = value
    item: Any
    self.type = get("type")
    self.sequence_number = get("sequence_number")
    self.item_id = get("item_id")
    self.output_index = get("output_index")
    self.content_index = get("content_index")
    self.delta = get("delta")
    item = get("logprobs")
    self.logprobs = (
        [_token_logprob.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    decoded: ResponseOutputTextDeltaEvent = self
    return decoded
