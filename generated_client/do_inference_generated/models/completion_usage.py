# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import cache_creation as _cache_creation
from . import completion_tokens_details as _completion_tokens_details
from . import prompt_tokens_details as _prompt_tokens_details

if TYPE_CHECKING:
    from .cache_creation import CacheCreation
    from .completion_tokens_details import CompletionTokensDetails
    from .enums import Speed
    from .prompt_tokens_details import PromptTokensDetails


@define(eq=False, repr=False, kw_only=True)
class CompletionUsage(Model):
    """Token usage of a chat completion. Whether `prompt_tokens` includes cached tokens depends on the
    model.
    """

    prompt_tokens: int
    """Number of input tokens."""
    completion_tokens: int
    """Number of output tokens, including reasoning tokens."""
    total_tokens: int
    """Sum of input and output tokens."""
    cache_read_input_tokens: int | None = None
    """Input tokens that were read from the prompt cache."""
    cache_created_input_tokens: int | None = None
    """Input tokens that were written to the prompt cache."""
    cache_creation: CacheCreation | None = None
    """Tokens written to the prompt cache, by time to live."""
    prompt_tokens_details: PromptTokensDetails | None = None
    """Breakdown of `prompt_tokens`, for some models."""
    completion_tokens_details: CompletionTokensDetails | None = None
    """Breakdown of `completion_tokens`, for some models."""
    speed: Speed | None = None
    """The speed tier that processed the request, if the model has several."""

    _wire: ClassVar[dict[str, str]] = {
        "prompt_tokens": "prompt_tokens",
        "completion_tokens": "completion_tokens",
        "total_tokens": "total_tokens",
        "cache_read_input_tokens": "cache_read_input_tokens",
        "cache_created_input_tokens": "cache_created_input_tokens",
        "cache_creation": "cache_creation",
        "prompt_tokens_details": "prompt_tokens_details",
        "completion_tokens_details": "completion_tokens_details",
        "speed": "speed",
    }

    @staticmethod
    def _decode(value: Any) -> CompletionUsage:
        return decode(value)


def decode(value: Any) -> CompletionUsage:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CompletionUsage.__new__(CompletionUsage)
    self._raw = value
    item: Any
    self.prompt_tokens = get("prompt_tokens")
    self.completion_tokens = get("completion_tokens")
    self.total_tokens = get("total_tokens")
    self.cache_read_input_tokens = get("cache_read_input_tokens")
    self.cache_created_input_tokens = get("cache_created_input_tokens")
    item = get("cache_creation")
    self.cache_creation = _cache_creation.decode(item) if type(item) is dict else None
    item = get("prompt_tokens_details")
    self.prompt_tokens_details = _prompt_tokens_details.decode(item) if type(item) is dict else None
    item = get("completion_tokens_details")
    self.completion_tokens_details = _completion_tokens_details.decode(item) if type(item) is dict else None
    self.speed = get("speed")
    decoded: CompletionUsage = self
    return decoded
