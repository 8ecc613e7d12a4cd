# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class UrlCitation(Model):
    """A web page cited for a passage."""

    url: str | None = None
    """URL of the page."""
    title: str | None = None
    """Title of the page."""
    start_index: int | None = None
    """Start of the passage in the text, in characters from 0."""
    end_index: int | None = None
    """End of the passage in the text, in characters."""

    _wire: ClassVar[dict[str, str]] = {
        "url": "url",
        "title": "title",
        "start_index": "start_index",
        "end_index": "end_index",
    }

    @staticmethod
    def _decode(value: Any) -> UrlCitation:
        return decode(value)


def decode(value: Any) -> UrlCitation:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = UrlCitation.__new__(UrlCitation)
    self._raw = value
    item: Any
    self.url = get("url")
    self.title = get("title")
    self.start_index = get("start_index")
    self.end_index = get("end_index")
    decoded: UrlCitation = self
    return decoded
