# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class SearchFilters(Model):
    """Filters of a web search."""

    allowed_domains: list[str] | None = None
    """Domains to search exclusively, including their subdomains; without `https://`."""

    _wire: ClassVar[dict[str, str]] = {
        "allowed_domains": "allowed_domains",
    }

    @staticmethod
    def _decode(value: Any) -> SearchFilters:
        return decode(value)


def decode(value: Any) -> SearchFilters:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = SearchFilters.__new__(SearchFilters)
    self._raw = value
    item: Any
    self.allowed_domains = get("allowed_domains")
    decoded: SearchFilters = self
    return decoded
