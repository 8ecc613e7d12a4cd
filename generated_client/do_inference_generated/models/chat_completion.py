# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Result, define, sort_by_field
from . import chat_completion_choice as _chat_completion_choice
from . import completion_usage as _completion_usage

if TYPE_CHECKING:
    from .chat_completion_choice import ChatCompletionChoice
    from .completion_usage import CompletionUsage


@define(eq=False, repr=False, kw_only=True)
class ChatCompletion(Result):
    """A language model's completion of a conversation."""

    id: str
    """Unique id of the completion. Empty for many models, so do not use it as a key."""
    object: Literal["chat.completion"] = "chat.completion"
    """Object type, always `chat.completion`."""
    created: int
    """Creation time as a Unix timestamp in seconds."""
    model: str
    """The model that generated the output. Differs from the requested model if the request named a
    router or an alias.
    """
    choices: list[ChatCompletionChoice]
    """The generated completions, one unless `n` is greater."""
    usage: CompletionUsage | None = None
    """Token usage."""
    system_fingerprint: str | None = None
    """Identifies the backend configuration of the model, if the provider returns it."""
    service_tier: str | None = None
    """The provider's service tier that processed the request, if the provider returns it."""

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "object": "object",
        "created": "created",
        "model": "model",
        "choices": "choices",
        "usage": "usage",
        "system_fingerprint": "system_fingerprint",
        "service_tier": "service_tier",
    }

    @staticmethod
    def _decode(value: Any) -> ChatCompletion:
        return decode(value)


def decode(value: Any) -> ChatCompletion:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ChatCompletion.__new__(ChatCompletion)
    self._raw = value
    item: Any
    self.id = get("id")
    self.object = get("object")
    self.created = get("created")
    self.model = get("model")
    item = get("choices")
    self.choices = (
        sort_by_field([_chat_completion_choice.decode(x) for x in item if type(x) is dict], "index")
        if type(item) is list
        else []
    )
    item = get("usage")
    self.usage = _completion_usage.decode(item) if type(item) is dict else None
    self.system_fingerprint = get("system_fingerprint")
    self.service_tier = get("service_tier")
    decoded: ChatCompletion = self
    return decoded
