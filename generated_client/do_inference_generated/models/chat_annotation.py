# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import url_citation as _url_citation

if TYPE_CHECKING:
    from .url_citation import UrlCitation


@define(eq=False, repr=False, kw_only=True)
class ChatAnnotation(Model):
    """A citation of a source for a passage of the text."""

    type: str | None = None
    """Type of the source, such as `url_citation`."""
    url_citation: UrlCitation | None = None
    """The cited web page, if `type` is `url_citation`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "url_citation": "url_citation",
    }

    @staticmethod
    def _decode(value: Any) -> ChatAnnotation:
        return decode(value)


def decode(value: Any) -> ChatAnnotation:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ChatAnnotation.__new__(ChatAnnotation)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("url_citation")
    self.url_citation = _url_citation.decode(item) if type(item) is dict else None
    decoded: ChatAnnotation = self
    return decoded
