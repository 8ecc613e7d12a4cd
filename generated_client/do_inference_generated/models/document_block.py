# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import cache_control as _cache_control
from . import citations_config as _citations_config
from . import document_source as _document_source

if TYPE_CHECKING:
    from .cache_control import CacheControl
    from .citations_config import CitationsConfig
    from .document_source import DocumentSource


@define(eq=False, repr=False, kw_only=True)
class DocumentBlock(Model):
    """A document as a content block, or a page that the provider fetched. Claude models only."""

    type: Literal["document"] = "document"
    """Type of the content block, always `document`."""
    source: DocumentSource
    """The document, embedded or by reference."""
    title: str | None = None
    """Title of the document, used in citations."""
    context: str | None = None
    """Context of the document for the model, which is not cited."""
    citations: CitationsConfig | None = None
    """Whether the model may cite the document."""
    cache_control: CacheControl | None = None
    """Cache breakpoint at this block."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "source": "source",
        "title": "title",
        "context": "context",
        "citations": "citations",
        "cache_control": "cache_control",
    }

    @staticmethod
    def _decode(value: Any) -> DocumentBlock:
        return decode(value)


def decode(value: Any) -> DocumentBlock:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = DocumentBlock.__new__(DocumentBlock)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("source")
    self.source = _document_source.decode(item) if type(item) is dict else _document_source.decode(None)
    self.title = get("title")
    self.context = get("context")
    item = get("citations")
    self.citations = _citations_config.decode(item) if type(item) is dict else None
    item = get("cache_control")
    self.cache_control = _cache_control.decode(item) if type(item) is dict else None
    decoded: DocumentBlock = self
    return decoded
