# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ResponseAnnotation(Model):
    """A source of a passage of the text. The fields depend on `type`."""

    type: str | None = None
    """Type of the source: `url_citation`, `file_citation`, `container_file_citation` or `file_path`."""
    url: str | None = None
    """URL of the web page."""
    title: str | None = None
    """Title of the web page."""
    start_index: int | None = None
    """Start of the passage in the text, in characters from 0."""
    end_index: int | None = None
    """End of the passage in the text, in characters."""
    file_id: str | None = None
    """Id of the file."""
    filename: str | None = None
    """Name of the file."""
    index: int | None = None
    """Position of the file reference in the text, or index of the file."""
    container_id: str | None = None
    """Id of the container that contains the file."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "url": "url",
        "title": "title",
        "start_index": "start_index",
        "end_index": "end_index",
        "file_id": "file_id",
        "filename": "filename",
        "index": "index",
        "container_id": "container_id",
    }

    @staticmethod
    def _decode(value: Any) -> ResponseAnnotation:
        return decode(value)


def decode(value: Any) -> ResponseAnnotation:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ResponseAnnotation.__new__(ResponseAnnotation)
    self._raw = value
    item: Any
    self.type = get("type")
    self.url = get("url")
    self.title = get("title")
    self.start_index = get("start_index")
    self.end_index = get("end_index")
    self.file_id = get("file_id")
    self.filename = get("filename")
    self.index = get("index")
    self.container_id = get("container_id")
    decoded: ResponseAnnotation = self
    return decoded
