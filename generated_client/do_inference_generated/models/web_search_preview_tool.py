# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import approximate_location as _approximate_location

if TYPE_CHECKING:
    from .approximate_location import ApproximateLocation
    from .enums import SearchContextSize


@define(eq=False, repr=False, kw_only=True)
class WebSearchPreviewTool(Model):
    """Lets an OpenAI model search the web, with the provider's older tool. Each search is billed."""

    type: Literal["web_search_preview", "web_search_preview_2025_03_11"]
    """Version of the tool."""
    search_context_size: SearchContextSize | None = None
    """How much content of the search results goes into the prompt."""
    user_location: ApproximateLocation | None = None
    """Location of the user, for local results."""
    search_content_types: list[str] | None = None
    """Types of content to search for: `text`, `image` or both."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "search_context_size": "search_context_size",
        "user_location": "user_location",
        "search_content_types": "search_content_types",
    }

    @staticmethod
    def _decode(value: Any) -> WebSearchPreviewTool:
        return decode(value)


def decode(value: Any) -> WebSearchPreviewTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = WebSearchPreviewTool.__new__(WebSearchPreviewTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.search_context_size = get("search_context_size")
    item = get("user_location")
    self.user_location = _approximate_location.decode(item) if type(item) is dict else None
    self.search_content_types = get("search_content_types")
    decoded: WebSearchPreviewTool = self
    return decoded
