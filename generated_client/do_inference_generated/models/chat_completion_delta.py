# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import chat_annotation as _chat_annotation
from . import chat_completion_audio as _chat_completion_audio
from . import tool_call_delta as _tool_call_delta

if TYPE_CHECKING:
    from .chat_annotation import ChatAnnotation
    from .chat_completion_audio import ChatCompletionAudio
    from .tool_call_delta import ToolCallDelta


@define(eq=False, repr=False, kw_only=True)
class ChatCompletionDelta(Model):
    """An incremental part of a message. Concatenate the text fields in order; null and the empty
    string add nothing.
    """

    role: str | None = None
    """`assistant`, in the first delta. Some models repeat it in each delta, others leave it empty."""
    content: str | None = None
    """Next fragment of the text."""
    refusal: str | None = None
    """Next fragment of the refusal."""
    reasoning_content: str | None = None
    """Next fragment of the reasoning."""
    reasoning: str | None = None
    """Next fragment of the reasoning. Some model servers use this field instead of
    `reasoning_content`.
    """
    tool_calls: list[ToolCallDelta] | None = None
    """Next fragments of tool calls."""
    annotations: list[ChatAnnotation] | None = None
    """Additional sources of passages of the text."""
    audio: ChatCompletionAudio | None = None
    """Next fragment of the audio output."""

    _wire: ClassVar[dict[str, str]] = {
        "role": "role",
        "content": "content",
        "refusal": "refusal",
        "reasoning_content": "reasoning_content",
        "reasoning": "reasoning",
        "tool_calls": "tool_calls",
        "annotations": "annotations",
        "audio": "audio",
    }

    @staticmethod
    def _decode(value: Any) -> ChatCompletionDelta:
        return decode(value)


def decode(value: Any) -> ChatCompletionDelta:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ChatCompletionDelta.__new__(ChatCompletionDelta)
    self._raw = value
    item: Any
    self.role = get("role")
    self.content = get("content")
    self.refusal = get("refusal")
    self.reasoning_content = get("reasoning_content")
    self.reasoning = get("reasoning")
    item = get("tool_calls")
    self.tool_calls = (
        [_tool_call_delta.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    item = get("annotations")
    self.annotations = (
        [_chat_annotation.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    item = get("audio")
    self.audio = _chat_completion_audio.decode(item) if type(item) is dict else None
    decoded: ChatCompletionDelta = self
    return decoded
