# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ServerToolUsage(Model):
    """Number of uses of the provider's tools."""

    web_search_requests: int | None = None
    """Number of web searches."""
    web_fetch_requests: int | None = None
    """Number of fetched pages."""

    _wire: ClassVar[dict[str, str]] = {
        "web_search_requests": "web_search_requests",
        "web_fetch_requests": "web_fetch_requests",
    }

    @staticmethod
    def _decode(value: Any) -> ServerToolUsage:
        return decode(value)


def decode(value: Any) -> ServerToolUsage:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ServerToolUsage.__new__(ServerToolUsage)
    self._raw = value
    item: Any
    self.web_search_requests = get("web_search_requests")
    self.web_fetch_requests = get("web_fetch_requests")
    decoded: ServerToolUsage = self
    return decoded
