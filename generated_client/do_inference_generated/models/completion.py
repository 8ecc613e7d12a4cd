# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Result, define, sort_by_field
from . import completion_choice as _completion_choice
from . import completion_usage as _completion_usage

if TYPE_CHECKING:
    from .completion_choice import CompletionChoice
    from .completion_usage import CompletionUsage


@define(eq=False, repr=False, kw_only=True)
class Completion(Result):
    """Completions of one or more prompts. A chunk of a stream has the same format and contains a
    fragment of each text.
    """

    id: str
    """Unique id of the completion."""
    object: Literal["text_completion"] = "text_completion"
    """Object type, always `text_completion`."""
    created: int | None = None
    """Creation time as a Unix timestamp in seconds."""
    model: str | None = None
    """The model that generated the text."""
    choices: list[CompletionChoice]
    """The completions, `n` for each prompt, in the order of the prompts."""
    usage: CompletionUsage | None = None
    """Token usage. In a stream only if `stream_options.include_usage` is true."""

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "object": "object",
        "created": "created",
        "model": "model",
        "choices": "choices",
        "usage": "usage",
    }

    @staticmethod
    def _decode(value: Any) -> Completion:
        return decode(value)


def decode(value: Any) -> Completion:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = Completion.__new__(Completion)
    self._raw = value
    item: Any
    self.id = get("id")
    self.object = get("object")
    self.created = get("created")
    self.model = get("model")
    item = get("choices")
    self.choices = (
        sort_by_field([_completion_choice.decode(x) for x in item if type(x) is dict], "index")
        if type(item) is list
        else []
    )
    item = get("usage")
    self.usage = _completion_usage.decode(item) if type(item) is dict else None
    decoded: Completion = self
    return decoded
