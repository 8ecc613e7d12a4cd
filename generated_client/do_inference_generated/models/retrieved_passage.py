# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class RetrievedPassage(Model):
    """A passage that an agent retrieved."""

    id: str
    """Unique id of the passage."""
    index: str
    """UUID of the knowledge base."""
    score: float | None = None
    """Relevance score of the passage, on a scale specific to the knowledge base; higher is better. It
    can be far below 0, such as -9549511700.
    """
    filename: str | None = None
    """Source file or URL of the passage."""
    data_source_id: str | None = None
    """UUID of the data source that contains the file."""
    page: int | None = None
    """Page number in the file."""
    page_content: str | None = None
    """The text."""
    metadata: dict[str, Any] | None = None
    """Metadata that the knowledge base stores with the passage."""

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "index": "index",
        "score": "score",
        "filename": "filename",
        "data_source_id": "data_source_id",
        "page": "page",
        "page_content": "page_content",
        "metadata": "metadata",
    }

    @staticmethod
    def _decode(value: Any) -> RetrievedPassage:
        return decode(value)


def decode(value: Any) -> RetrievedPassage:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = RetrievedPassage.__new__(RetrievedPassage)
    self._raw = value
    item: Any
    self.id = get("id")
    self.index = get("index")
    self.score = get("score")
    self.filename = get("filename")
    self.data_source_id = get("data_source_id")
    self.page = get("page")
    self.page_content = get("page_content")
    self.metadata = get("metadata")
    decoded: RetrievedPassage = self
    return decoded
