# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class WebSearchSource(Model):
    """A page that a web search used."""

    type: str | None = None
    """Type of the source, such as `url`."""
    url: str | None = None
    """URL of the page."""
    title: str | None = None
    """Title of the page."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "url": "url",
        "title": "title",
    }

    @staticmethod
    def _decode(value: Any) -> WebSearchSource:
        return decode(value)


def decode(value: Any) -> WebSearchSource:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = WebSearchSource.__new__(WebSearchSource)
    self._raw = value
    item: Any
    self.type = get("type")
    self.url = get("url")
    self.title = get("title")
    decoded: WebSearchSource = self
    return decoded
