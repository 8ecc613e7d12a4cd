# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import file_search_result as _file_search_result

if TYPE_CHECKING:
    from .file_search_result import FileSearchResult


@define(eq=False, repr=False, kw_only=True)
class FileSearchCallItem(Model):
    """A file search that the provider ran."""

    type: Literal["file_search_call"] = "file_search_call"
    """Type of the item, always `file_search_call`."""
    id: str | None = None
    """Unique id of the item."""
    queries: list[str] | None = None
    """The search queries."""
    results: list[FileSearchResult] | None = None
    """The search results, if requested in `include`."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "queries": "queries",
        "results": "results",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> FileSearchCallItem:
        return decode(value)


def decode(value: Any) -> FileSearchCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = FileSearchCallItem.__new__(FileSearchCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.queries = get("queries")
    item = get("results")
    self.results = (
        [_file_search_result.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    self.status = get("status")
    decoded: FileSearchCallItem = self
    return decoded
