# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class FileSearchResult(Model):
    """A passage found by a file search."""

    file_id: str | None = None
    """Id of the file."""
    filename: str | None = None
    """Name of the file."""
    text: str | None = None
    """Text of the passage."""
    score: float | None = None
    """Relevance of the passage, from 0 to 1."""
    attributes: dict[str, Any] | None = None
    """Your own attributes of the file."""

    _wire: ClassVar[dict[str, str]] = {
        "file_id": "file_id",
        "filename": "filename",
        "text": "text",
        "score": "score",
        "attributes": "attributes",
    }

    @staticmethod
    def _decode(value: Any) -> FileSearchResult:
        return decode(value)


def decode(value: Any) -> FileSearchResult:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = FileSearchResult.__new__(FileSearchResult)
    self._raw = value
    item: Any
    self.file_id = get("file_id")
    self.filename = get("filename")
    self.text = get("text")
    self.score = get("score")
    self.attributes = get("attributes")
    decoded: FileSearchResult = self
    return decoded
