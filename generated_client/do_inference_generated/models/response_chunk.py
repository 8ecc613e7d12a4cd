# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import chat_completion_chunk_choice as _chat_completion_chunk_choice
from . import response_usage as _response_usage

if TYPE_CHECKING:
    from .chat_completion_chunk_choice import ChatCompletionChunkChoice
    from .response_usage import ResponseUsage


@define(eq=False, repr=False, kw_only=True)
class ResponseChunk(Model):
    """A chunk of a response in the stream of some models, in the format of a chat completion chunk."""

    id: str
    """Unique id of the response, the same in each chunk."""
    object: Literal["response.chunk"] = "response.chunk"
    """Object type, always `response.chunk`."""
    created: int | None = None
    """Creation time as a Unix timestamp in seconds."""
    model: str | None = None
    """The model that generates the output."""
    choices: list[ChatCompletionChunkChoice]
    """The new content of each choice. Empty in the chunk that contains the usage."""
    usage: ResponseUsage | None = None
    """Token usage, in one of the last chunks, if `stream_options.include_usage` is true."""
    type: ClassVar[Literal["response.chunk"]] = "response.chunk"
    """Identifies the class among the members of its union. The JSON object has no `type`."""

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "object": "object",
        "created": "created",
        "model": "model",
        "choices": "choices",
        "usage": "usage",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseChunk:
        return decode(value)


def decode(value: Any) -> ResponseChunk:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseChunk.__new__(ResponseChunk)
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
    self.usage = _response_usage.decode(item) if type(item) is dict else None
    decoded: ResponseChunk = self
    return decoded
