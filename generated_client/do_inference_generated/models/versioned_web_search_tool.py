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
class VersionedWebSearchTool(Model):
    """Lets an OpenAI model search the web, with a dated version of the provider's tool. Each search is
    billed.
    """

    type: Literal["web_search_2025_08_26"] = "web_search_2025_08_26"
    """Type and version of the tool."""
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
        "search_context_size": "search_context_size",
        "user_location": "user_location",
        "filters": "filters",
        "external_web_access": "external_web_access",
    }

    @staticmethod
    def _decode(value: Any) -> VersionedWebSearchTool:
        return decode(value)


def decode(value: Any) -> VersionedWebSearchTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = VersionedWebSearchTool.__new__(VersionedWebSearchTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.search_context_size = get("search_context_size")
    item = get("user_location")
    self.user_location = _approximate_location.decode(item) if type(item) is dict else None
    item = get("filters")
    self.filters = _search_filters.decode(item) if type(item) is dict else None
    self.external_web_access = get("external_web_access")
    decoded: VersionedWebSearchTool = self
    return decoded
