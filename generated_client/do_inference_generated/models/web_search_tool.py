# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import approximate_location as _approximate_location
from . import search_filters as _search_filters

if TYPE_CHECKING:
    from .approximate_location import ApproximateLocation
    from .enums import SearchContextSize
    from .search_filters import SearchFilters


@define(eq=False, repr=False, kw_only=True)
class WebSearchTool(Model):
    """Lets the model search the web. The service runs it; each search is billed. Requires an opt-in on
    the account's feature preview page.
    """

    type: Literal["web_search"] = "web_search"
    """Type of the tool, always `web_search`."""
    max_uses: int | None = None
    """Maximum number of searches per request."""
    max_results: int | None = None
    """Maximum number of results per search."""
    search_context_size: SearchContextSize | None = None
    """How much content of the search results goes into the prompt. OpenAI models only."""
    user_location: ApproximateLocation | None = None
    """Location of the user, for local results."""
    filters: SearchFilters | None = None
    """Filters of the search. OpenAI models only."""
    external_web_access: bool | None = None
    """Whether to search the live web; if false, only a stored copy. OpenAI models only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "max_uses": "max_uses",
        "max_results": "max_results",
        "search_context_size": "search_context_size",
        "user_location": "user_location",
        "filters": "filters",
        "external_web_access": "external_web_access",
    }

    @staticmethod
    def _decode(value: Any) -> WebSearchTool:
        return decode(value)


def decode(value: Any) -> WebSearchTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = WebSearchTool.__new__(WebSearchTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.max_uses = get("max_uses")
    self.max_results = get("max_results")
    self.search_context_size = get("search_context_size")
    item = get("user_location")
    self.user_location = _approximate_location.decode(item) if type(item) is dict else None
    item = get("filters")
    self.filters = _search_filters.decode(item) if type(item) is dict else None
    self.external_web_access = get("external_web_access")
    decoded: WebSearchTool = self
    return decoded
