# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class TextCitation(Model):
    """A citation of a passage. The position fields depend on `type`."""

    type: str
    """Type of the location: `char_location`, `page_location`, `content_block_location`,
    `search_result_location` or `web_search_result_location`.
    """
    cited_text: str | None = None
    """Text of the passage."""
    document_index: int | None = None
    """Index of the document among the documents of the request, from 0."""
    document_title: str | None = None
    """Title of the document in the request."""
    url: str | None = None
    """URL of the web page."""
    title: str | None = None
    """Title of the web page."""
    encrypted_index: str | None = None
    """Encrypted position in the web page, readable only by the provider. Send it back unchanged."""
    source: str | None = None
    """Source of your own search result, as in the request."""
    search_result_index: int | None = None
    """Index of the search result among those of the request, from 0."""
    start_char_index: int | None = None
    """Index of the first character of the passage in the document, from 0."""
    end_char_index: int | None = None
    """Index after the last character of the passage (exclusive)."""
    start_page_number: int | None = None
    """First page of the passage, from 1."""
    end_page_number: int | None = None
    """Page after the last page of the passage (exclusive)."""
    start_block_index: int | None = None
    """Index of the first block of the passage in its document or search result, from 0."""
    end_block_index: int | None = None
    """Index after the last block of the passage (exclusive)."""
    file_id: str | None = None
    """Id of the document in the provider's file storage, if it is from there."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "cited_text": "cited_text",
        "document_index": "document_index",
        "document_title": "document_title",
        "url": "url",
        "title": "title",
        "encrypted_index": "encrypted_index",
        "source": "source",
        "search_result_index": "search_result_index",
        "start_char_index": "start_char_index",
        "end_char_index": "end_char_index",
        "start_page_number": "start_page_number",
        "end_page_number": "end_page_number",
        "start_block_index": "start_block_index",
        "end_block_index": "end_block_index",
        "file_id": "file_id",
    }

    _kept_nulls: ClassVar[frozenset[str]] = frozenset(
        {
            "document_title",
            "title",
        }
    )

    @staticmethod
    def _decode(value: Any) -> TextCitation:
        return decode(value)


def decode(value: Any) -> TextCitation:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = TextCitation.__new__(TextCitation)
    self._raw = value
    item: Any
    self.type = get("type")
    self.cited_text = get("cited_text")
    self.document_index = get("document_index")
    self.document_title = get("document_title")
    self.url = get("url")
    self.title = get("title")
    self.encrypted_index = get("encrypted_index")
    self.source = get("source")
    self.search_result_index = get("search_result_index")
    self.start_char_index = get("start_char_index")
    self.end_char_index = get("end_char_index")
    self.start_page_number = get("start_page_number")
    self.end_page_number = get("end_page_number")
    self.start_block_index = get("start_block_index")
    self.end_block_index = get("end_block_index")
    self.file_id = get("file_id")
    decoded: TextCitation = self
    return decoded
