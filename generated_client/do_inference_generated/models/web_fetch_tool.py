# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class WebFetchTool(Model):
    """Lets the model read web pages and PDF files whose URLs are in the conversation. The service runs
    it. Claude models require the provider's own tool instead. Requires an opt-in on the account's
    feature preview page.
    """

    type: Literal["web_fetch"] = "web_fetch"
    """Type of the tool, always `web_fetch`."""
    max_uses: int | None = None
    """Maximum number of pages per request."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "max_uses": "max_uses",
    }

    @staticmethod
    def _decode(value: Any) -> WebFetchTool:
        return decode(value)


def decode(value: Any) -> WebFetchTool:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = WebFetchTool.__new__(WebFetchTool)
    self._raw = value
    item: Any
    self.type = get("type")
    self.max_uses = get("max_uses")
    decoded: WebFetchTool = self
    return decoded
