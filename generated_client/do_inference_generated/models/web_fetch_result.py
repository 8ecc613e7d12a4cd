# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import document_block as _document_block

if TYPE_CHECKING:
    from .document_block import DocumentBlock


@define(eq=False, repr=False, kw_only=True)
class WebFetchResult(Model):
    """A web page or PDF file that was fetched."""

    type: Literal["web_fetch_result"] = "web_fetch_result"
    """Type of the result, always `web_fetch_result`."""
    url: str
    """URL of the page."""
    content: DocumentBlock
    """Content of the page, as a document that the model can cite."""
    retrieved_at: str | None = None
    """Time at which the page was fetched, in RFC 3339 format."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "url": "url",
        "content": "content",
        "retrieved_at": "retrieved_at",
    }

    @staticmethod
    def _decode(value: Any) -> WebFetchResult:
        return decode(value)


def decode(value: Any) -> WebFetchResult:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = WebFetchResult.__new__(WebFetchResult)
    self._raw = value
    item: Any
    self.type = get("type")
    self.url = get("url")
    item = get("content")
    self.content = _document_block.decode(item) if type(item) is dict else _document_block.decode({})
    self.retrieved_at = get("retrieved_at")
    decoded: WebFetchResult = self
    return decoded
