# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define

if TYPE_CHECKING:
    from .enums import ReasoningEffort


@define(eq=False, repr=False, kw_only=True)
class ReasoningOptions(Model):
    """Limits and options of the model's reasoning."""

    effort: ReasoningEffort | None = None
    """Reasoning effort."""
    max_tokens: int | None = None
    """Maximum number of reasoning tokens. Claude models only."""
    summary: str | None = None
    """Whether to summarize the reasoning: `auto`, `concise` or `detailed`. Only in responses of OpenAI
    models.
    """

    _wire: ClassVar[dict[str, str]] = {
        "effort": "effort",
        "max_tokens": "max_tokens",
        "summary": "summary",
    }

    @staticmethod
    def _decode(value: Any) -> ReasoningOptions:
        return decode(value)


def decode(value: Any) -> ReasoningOptions:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ReasoningOptions.__new__(ReasoningOptions)
    self._raw = value
    item: Any
    self.effort = get("effort")
    self.max_tokens = get("max_tokens")
    self.summary = get("summary")
    decoded: ReasoningOptions = self
    return decoded
