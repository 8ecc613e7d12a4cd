"""The accumulator of text completions: `choices[].text` of all chunks is the text of a choice."""

from __future__ import annotations

from typing import Any

from .base import Emit, Json
from .chat import ChatAccumulator


class CompletionAccumulator(ChatAccumulator):
    """The accumulator of text completions.

    It treats the text as the content of a chat chunk, because both end by the same rules.
    """

    def add(self, value: Json, emit: Emit | None) -> None:
        choices = value.get("choices")
        if isinstance(choices, list):
            value = {**value, "choices": [_as_chunk(choice) for choice in choices]}
        super().add(value, emit)

    def result(self) -> Json:
        result = super().result()
        if "object" not in self.head():
            result["object"] = "text_completion"
        return {**result, "choices": [_as_text(choice) for choice in result["choices"]]}

    def event_of(self, result: Json) -> Json:
        return result


def _as_chunk(choice: Any) -> Any:
    if not isinstance(choice, dict) or "text" not in choice:
        return choice
    return {
        **{name: value for name, value in choice.items() if name != "text"},
        "delta": {"content": choice["text"]},
    }


def _as_text(choice: Json) -> Json:
    text = choice["message"].get("content") or ""
    return {"text": text, **{name: value for name, value in choice.items() if name != "message"}}
