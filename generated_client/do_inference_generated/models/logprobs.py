# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import token_logprob as _token_logprob

if TYPE_CHECKING:
    from .token_logprob import TokenLogprob


@define(eq=False, repr=False, kw_only=True)
class Logprobs(Model):
    """Log probabilities of the output tokens."""

    content: list[TokenLogprob] | None = None
    """The tokens of the content, in order."""
    refusal: list[TokenLogprob] | None = None
    """The tokens of the refusal, in order."""

    _wire: ClassVar[dict[str, str]] = {
        "content": "content",
        "refusal": "refusal",
    }

    @staticmethod
    def _decode(value: Any) -> Logprobs:
        return decode(value)


def decode(value: Any) -> Logprobs:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = Logprobs.__new__(Logprobs)
    self._raw = value
    item: Any
    item = get("content")
    self.content = [_token_logprob.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    item = get("refusal")
    self.refusal = [_token_logprob.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    decoded: Logprobs = self
    return decoded
