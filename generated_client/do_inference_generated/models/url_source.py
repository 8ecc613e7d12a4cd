# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class UrlSource(Model):
    """A file at a URL, which the provider downloads."""

    type: Literal["url"] = "url"
    """Type of the source, always `url`."""
    url: str
    """HTTPS URL of the file."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "url": "url",
    }

    @staticmethod
    def _decode(value: Any) -> UrlSource:
        return decode(value)


def decode(value: Any) -> UrlSource:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = UrlSource.__new__(UrlSource)
    self._raw = value
    item: Any
    self.type = get("type")
    self.url = get("url")
    decoded: UrlSource = self
    return decoded
