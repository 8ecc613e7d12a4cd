# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class KnowledgeBaseRetrievalTool(Model):
    """Lets the model retrieve from one of your knowledge bases. The service runs it. With
    `tool_choice: required` the model always retrieves first.
    """

    type: Literal["knowledge_base_retrieval"] = "knowledge_base_retrieval"
    """Type of the tool, always `knowledge_base_retrieval`."""
    knowledge_base_id: str
    """UUID of the knowledge base."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "knowledge_base_id": "knowledge_base_id",
    }

    @staticmethod
    def _decode(value: Any) -> KnowledgeBaseRetrievalTool:
        return decode(value)


def decode(value: Any) -> KnowledgeBaseRetrievalTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = KnowledgeBaseRetrievalTool.__new__(KnowledgeBaseRetrievalTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.knowledge_base_id = get("knowledge_base_id")
    decoded: KnowledgeBaseRetrievalTool = self
    return decoded
