# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import chat_completion_message as _chat_completion_message
from . import logprobs as _logprobs

if TYPE_CHECKING:
    from .chat_completion_message import ChatCompletionMessage
    from .enums import FinishReason
    from .logprobs import Logprobs


@define(eq=False, repr=False, kw_only=True)
class ChatCompletionChoice(Model):
    """One of the completions of a chat completion request."""

    index: int
    """Position of the choice in the list, from 0."""
    message: ChatCompletionMessage
    """The generated message."""
    finish_reason: FinishReason | None = None
    """Why the model stopped. Absent for agents."""
    logprobs: Logprobs | None = None
    """Log probabilities of the tokens, if requested."""

    _wire: ClassVar[dict[str, str]] = {
        "index": "index",
        "message": "message",
        "finish_reason": "finish_reason",
        "logprobs": "logprobs",
    }

    @staticmethod
    def _decode(value: Any) -> ChatCompletionChoice:
        return decode(value)


def decode(value: Any) -> ChatCompletionChoice:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ChatCompletionChoice.__new__(ChatCompletionChoice)
    self._raw = value
    item: Any
    self.index = get("index")
    item = get("message")
    self.message = (
        _chat_completion_message.decode(item) if type(item) is dict else _chat_completion_message.decode({})
    )
    self.finish_reason = get("finish_reason")
    item = get("logprobs")
    self.logprobs = _logprobs.decode(item) if type(item) is dict else None
    decoded: ChatCompletionChoice = self
    return decoded
