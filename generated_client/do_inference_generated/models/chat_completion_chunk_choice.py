# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import chat_completion_delta as _chat_completion_delta
from . import logprobs as _logprobs

if TYPE_CHECKING:
    from .chat_completion_delta import ChatCompletionDelta
    from .enums import FinishReason
    from .logprobs import Logprobs


@define(eq=False, repr=False, kw_only=True)
class ChatCompletionChunkChoice(Model):
    """The part of a chunk that belongs to one choice."""

    index: int
    """Index of the choice, from 0."""
    delta: ChatCompletionDelta
    """The new content. Empty in a chunk that only contains the finish reason."""
    finish_reason: FinishReason | None = None
    """Why the model stopped. Null until it has stopped."""
    logprobs: Logprobs | None = None
    """Log probabilities of the new tokens, if requested."""

    _wire: ClassVar[dict[str, str]] = {
        "index": "index",
        "delta": "delta",
        "finish_reason": "finish_reason",
        "logprobs": "logprobs",
    }

    @staticmethod
    def _decode(value: Any) -> ChatCompletionChunkChoice:
        return decode(value)


def decode(value: Any) -> ChatCompletionChunkChoice:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ChatCompletionChunkChoice.__new__(ChatCompletionChunkChoice)
    self._raw = value
    item: Any
    self.index = get("index")
    item = get("delta")
    self.delta = (
        _chat_completion_delta.decode(item) if type(item) is dict else _chat_completion_delta.decode({})
    )
    self.finish_reason = get("finish_reason")
    item = get("logprobs")
    self.logprobs = _logprobs.decode(item) if type(item) is dict else None
    decoded: ChatCompletionChunkChoice = self
    return decoded
