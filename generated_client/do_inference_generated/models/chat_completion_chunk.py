# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import chat_completion_chunk_choice as _chat_completion_chunk_choice
from . import completion_usage as _completion_usage

if TYPE_CHECKING:
    from .chat_completion_chunk_choice import ChatCompletionChunkChoice
    from .completion_usage import CompletionUsage


@define(eq=False, repr=False, kw_only=True)
class ChatCompletionChunk(Model):
    """A chunk of a chat completion in an event stream."""

    id: str
    """Unique id of the completion, the same in each chunk. Empty for many models."""
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    """Object type, always `chat.completion.chunk`."""
    created: int | None = None
    """Creation time as a Unix timestamp in seconds."""
    model: str | None = None
    """The model that generates the output. Differs from the requested model if the request named a
    router or an alias.
    """
    choices: list[ChatCompletionChunkChoice]
    """The new content of each choice. Empty in the chunk that contains the usage."""
    usage: CompletionUsage | None = None
    """Token usage, in one of the last chunks, with or without choices. Null or absent in earlier
    chunks, and in all chunks unless `stream_options.include_usage` is true.
    """
    system_fingerprint: str | None = None
    """Identifies the backend configuration of the model, if the provider returns it."""
    service_tier: str | None = None
    """The provider's service tier that processes the request, if the provider returns it."""

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
    def _decode(value: Any) -> ChatCompletionChunk:
        return decode(value)


def decode(value: Any) -> ChatCompletionChunk:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ChatCompletionChunk.__new__(ChatCompletionChunk)
    self._raw = value
    item: Any
    self.id = get("id")
    self.object = get("object")
    self.created = get("created")
    self.model = get("model")
    item = get("choices")
    self.choices = (
        [_chat_completion_chunk_choice.decode(x) for x in item if type(x) is dict]
        if type(item) is list
        else []
    )
    item = get("usage")
    self.usage = _completion_usage.decode(item) if type(item) is dict else None
    self.system_fingerprint = get("system_fingerprint")
    self.service_tier = get("service_tier")
    decoded: ChatCompletionChunk = self
    return decoded
