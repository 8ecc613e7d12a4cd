# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control
from . import text_citation as _text_citation

if TYPE_CHECKING:
    from .cache_control import CacheControl
    from .text_citation import TextCitation


@define(eq=False, repr=False, kw_only=True)
class TextBlock(Model):
    """Text as a content block."""

    type: Literal["text"] = "text"
    """Type of the content block, always `text`."""
    text: str
    """The text."""
    citations: list[TextCitation] | None = None
    """Citations of the text, if the request's documents or searches enable them."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block. In requests only."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "text": "text",
        "citations": "citations",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> TextBlock:
        return decode(value)


def decode(value: Any) -> TextBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = TextBlock.__new__(TextBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    self.text = get("text")
    item = get("citations")
    self.citations = (
        [_text_citation.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: TextBlock = self
    return decoded
