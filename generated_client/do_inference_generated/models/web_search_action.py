# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import web_search_source as _web_search_source

if TYPE_CHECKING:
    from .web_search_source import WebSearchSource


@define(eq=False, repr=False, kw_only=True)
class WebSearchAction(Model):
    """The action of a web search call. The fields depend on `type`."""

    type: str | None = None
    """`search`, `open_page` or `find_in_page`."""
    query: str | None = None
    """The search queries."""
    queries: list[str] | None = None
    """All search queries, if there were several."""
    sources: list[WebSearchSource] | None = None
    """Pages that the search used. OpenAI models return them if requested in `include`."""
    url: str | None = None
    """URL of the opened page."""
    pattern: str | None = None
    """Text that was searched for in the page."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "query": "query",
        "queries": "queries",
        "sources": "sources",
        "url": "url",
        "pattern": "pattern",
    }

    @staticmethod
    def _decode(value: Any) -> WebSearchAction:
        return decode(value)


def decode(value: Any) -> WebSearchAction:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = WebSearchAction.__new__(WebSearchAction)
    self._raw = value
    item: Any
    self.type = get("type")
    self.query = get("query")
    self.queries = get("queries")
    item = get("sources")
    self.sources = (
        [_web_search_source.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    self.url = get("url")
    self.pattern = get("pattern")
    decoded: WebSearchAction = self
    return decoded
