# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class AgentCitation(Model):
    """A passage that an agent's completion cites. It does not contain the file name."""

    id: str | None = None
    """Unique id of the passage."""
    index: str | None = None
    """UUID of the knowledge base."""
    page_content: str | None = None
    """The text."""

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "index": "index",
        "page_content": "page_content",
    }

    @staticmethod
    def _decode(value: Any) -> AgentCitation:
        return decode(value)


def decode(value: Any) -> AgentCitation:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AgentCitation.__new__(AgentCitation)
    self._raw = value
    item: Any
    self.id = get("id")
    self.index = get("index")
    self.page_content = get("page_content")
    decoded: AgentCitation = self
    return decoded
