# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control
from . import citations_config as _citations_config
from . import text_block as _text_block

if TYPE_CHECKING:
    from .cache_control import CacheControl
    from .citations_config import CitationsConfig
    from .text_block import TextBlock


@define(eq=False, repr=False, kw_only=True)
class SearchResultBlock(Model):
    """One of your own search results, which the model can cite. Claude models only."""

    type: Literal["search_result"] = "search_result"
    """Type of the content block, always `search_result`."""
    source: str
    """Source of the text, such as a URL. Citations contain it."""
    title: str
    """Title of the result. Citations contain it."""
    content: list[TextBlock]
    """The text, in content blocks. Citations refer to complete blocks."""
    citations: CitationsConfig | None = None
    """Whether the model may cite the result. In a request, either all results have citations enabled
    or none.
    """
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "source": "source",
        "title": "title",
        "content": "content",
        "citations": "citations",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> SearchResultBlock:
        return decode(value)


def decode(value: Any) -> SearchResultBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = SearchResultBlock.__new__(SearchResultBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.source = get("source")
    self.title = get("title")
    item = get("content")
    self.content = [_text_block.decode(x) for x in item if type(x) is dict] if type(item) is list else []
    item = get("citations")
    self.citations = _citations_config.decode(item) if type(item) is dict else None
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: SearchResultBlock = self
    return decoded
