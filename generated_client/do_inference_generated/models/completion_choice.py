# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define

if TYPE_CHECKING:
    from .enums import FinishReason


@define(eq=False, repr=False, kw_only=True)
class CompletionChoice(Model):
    """One completion, or a fragment of it in a stream."""

    index: int
    """Position of the completion in the list, from 0."""
    text: str
    """The generated text. Contains the prompt only if `echo` is true."""
    finish_reason: FinishReason | None = None
    """Why the model stopped. Null in all chunks except the last."""
    logprobs: dict[str, Any] | None = None
    """Log probabilities of the tokens, as lists in the format of OpenAI's legacy completions."""

    _wire: ClassVar[dict[str, str]] = {
        "index": "index",
        "text": "text",
        "finish_reason": "finish_reason",
        "logprobs": "logprobs",
    }

    @staticmethod
    def _decode(value: Any) -> CompletionChoice:
        return decode(value)


def decode(value: Any) -> CompletionChoice:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CompletionChoice.__new__(CompletionChoice)
    self._raw = value
    item: Any
    self.index = get("index")
    self.text = get("text")
    self.finish_reason = get("finish_reason")
    self.logprobs = get("logprobs")
    decoded: CompletionChoice = self
    return decoded
