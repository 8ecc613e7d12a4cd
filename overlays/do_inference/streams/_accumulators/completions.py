"""Completions of texts: chunks whose `choices[].text` add up to one text for each choice."""

from __future__ import annotations

from typing import Any

from .base import Emit, Json
from .chat import ChatAccumulator


class CompletionAccumulator(ChatAccumulator):
    """Adds up pieces of text as the content of chat chunks, which end and are complete by the same rules."""

    def add(self, value: Json, emit: Emit | None) -> None:
        choices = value.get("choices")
        if isinstance(choices, list):
            value = {**value, "choices": [_as_chunk(choice) for choice in choices]}
        super().add(value, emit)

    def result(self) -> Json:
        found = super().result()
        if "object" not in self.head():
            found["object"] = "text_completion"
        return {**found, "choices": [_as_text(choice) for choice in found["choices"]]}

    def event_of(self, result: Json) -> Json:
        return result


def _as_chunk(choice: Any) -> Any:
    if not isinstance(choice, dict) or "text" not in choice:
        return choice
    return {
        **{name: told for name, told in choice.items() if name != "text"},
        "delta": {"content": choice["text"]},
    }


def _as_text(choice: Json) -> Json:
    text = choice["message"].get("content") or ""
    return {"text": text, **{name: told for name, told in choice.items() if name != "message"}}
