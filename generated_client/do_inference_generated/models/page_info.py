# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class PageInfo(Model):
    """Pagination of a list."""

    end_cursor: str | None = None
    """Cursor of the last entry. Pass it as `after` to get the next page."""
    has_next_page: bool | None = None
    """Whether there is a next page."""

    _wire: ClassVar[dict[str, str]] = {
        "endCursor": "end_cursor",
        "hasNextPage": "has_next_page",
    }

    @staticmethod
    def _decode(value: Any) -> PageInfo:
        return decode(value)


def decode(value: Any) -> PageInfo:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = PageInfo.__new__(PageInfo)
    self._raw = value
    item: Any
    self.end_cursor = get("endCursor")
    self.has_next_page = get("hasNextPage")
    decoded: PageInfo = self
    return decoded
