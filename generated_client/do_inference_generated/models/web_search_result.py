# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class WebSearchResult(Model):
    """A web page found by a search."""

    type: Literal["web_search_result"] = "web_search_result"
    """Type of the result, always `web_search_result`."""
    url: str | None = None
    """URL of the page."""
    title: str | None = None
    """Title of the page."""
    encrypted_content: str | None = None
    """Encrypted content of the page, readable only by the model. Send it back unchanged so that later
    turns can cite it.
    """
    page_age: str | None = None
    """When the page was last changed, as human-readable text."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "url": "url",
        "title": "title",
        "encrypted_content": "encrypted_content",
        "page_age": "page_age",
    }

    @staticmethod
    def _decode(value: Any) -> WebSearchResult:
        return decode(value)


def decode(value: Any) -> WebSearchResult:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = WebSearchResult.__new__(WebSearchResult)
    self._raw = value
    item: Any
    self.type = get("type")
    self.url = get("url")
    self.title = get("title")
    self.encrypted_content = get("encrypted_content")
    self.page_age = get("page_age")
    decoded: WebSearchResult = self
    return decoded
