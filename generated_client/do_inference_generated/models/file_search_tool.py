# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class FileSearchTool(Model):
    """Lets an OpenAI model search files in the provider's vector stores."""

    type: Literal["file_search"] = "file_search"
    """Type of the tool, always `file_search`."""
    vector_store_ids: list[str]
    """Ids of the vector stores."""
    max_num_results: int | None = None
    """Maximum number of results per search, from 1 to 50."""
    filters: dict[str, Any] | None = None
    """Filter on file attributes, such as `{"type": "eq", "key": "year", "value": 2026}`. Filters of
    type `and` and `or` combine several in `filters`.
    """
    ranking_options: dict[str, Any] | None = None
    """Options of the ranking: `ranker`, `score_threshold` from 0 to 1, and `hybrid_search` weights."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "vector_store_ids": "vector_store_ids",
        "max_num_results": "max_num_results",
        "filters": "filters",
        "ranking_options": "ranking_options",
    }

    @staticmethod
    def _decode(value: Any) -> FileSearchTool:
        return decode(value)


def decode(value: Any) -> FileSearchTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = FileSearchTool.__new__(FileSearchTool)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("vector_store_ids")
    self.vector_store_ids = item if type(item) is list else []
    self.max_num_results = get("max_num_results")
    self.filters = get("filters")
    self.ranking_options = get("ranking_options")
    decoded: FileSearchTool = self
    return decoded
