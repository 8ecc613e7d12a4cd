# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import text_citation as _text_citation

if TYPE_CHECKING:
    from .text_citation import TextCitation


@define(eq=False, repr=False, kw_only=True)
class CitationsDelta(Model):
    """An additional citation of a text block."""

    type: Literal["citations_delta"] = "citations_delta"
    """Type of the delta, always `citations_delta`."""
    citation: TextCitation
    """The cited passage."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "citation": "citation",
    }

    @staticmethod
    def _decode(value: Any) -> CitationsDelta:
        return decode(value)


def decode(value: Any) -> CitationsDelta:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CitationsDelta.__new__(CitationsDelta)
    self._raw = value
    item: Any
    self.type = get("type")
    item = get("citation")
    self.citation = _text_citation.decode(item) if type(item) is dict else _text_citation.decode({})
    decoded: CitationsDelta = self
    return decoded
