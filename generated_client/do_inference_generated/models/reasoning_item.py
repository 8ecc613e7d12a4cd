# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import reasoning_text_part as _reasoning_text_part
from . import summary_text_part as _summary_text_part

if TYPE_CHECKING:
    from .reasoning_text_part import ReasoningTextPart
    from .summary_text_part import SummaryTextPart


@define(eq=False, repr=False, kw_only=True)
class ReasoningItem(Model):
    """The model's reasoning. Send it back unchanged before the items that follow it."""

    type: Literal["reasoning"] = "reasoning"
    """Type of the item, always `reasoning`."""
    id: str | None = None
    """Unique id of the item."""
    status: str | None = None
    """`completed`, `in_progress` or `incomplete`."""
    summary: list[SummaryTextPart] | None = None
    """Summary of the reasoning, for OpenAI models. Often empty."""
    content: list[ReasoningTextPart] | None = None
    """The reasoning, for models that return it."""
    encrypted_content: str | None = None
    """The encrypted reasoning, readable only by the provider."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "status": "status",
        "summary": "summary",
        "content": "content",
        "encrypted_content": "encrypted_content",
    }

    @staticmethod
    def _decode(value: Any) -> ReasoningItem:
        return decode(value)


def decode(value: Any) -> ReasoningItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ReasoningItem.__new__(ReasoningItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.status = get("status")
    item = get("summary")
    self.summary = (
        [_summary_text_part.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    item = get("content")
    self.content = (
        [_reasoning_text_part.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    self.encrypted_content = get("encrypted_content")
    decoded: ReasoningItem = self
    return decoded
