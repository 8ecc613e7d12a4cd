# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import web_search_action as _web_search_action

if TYPE_CHECKING:
    from .web_search_action import WebSearchAction


@define(eq=False, repr=False, kw_only=True)
class WebSearchCallItem(Model):
    """A web search or a page view that the service or the provider performed."""

    type: Literal["web_search_call"] = "web_search_call"
    """Type of the item, always `web_search_call`."""
    id: str | None = None
    """Unique id of the item."""
    action: WebSearchAction | None = None
    """The performed action."""
    status: str | None = None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "action": "action",
        "status": "status",
    }

    @staticmethod
    def _decode(value: Any) -> WebSearchCallItem:
        return decode(value)


def decode(value: Any) -> WebSearchCallItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = WebSearchCallItem.__new__(WebSearchCallItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    item = get("action")
    self.action = _web_search_action.decode(item) if type(item) is dict else None
    self.status = get("status")
    decoded: WebSearchCallItem = self
    return decoded
