# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class WebSearchToolResultError(Model):
    """An error of a web search."""

    type: Literal["web_search_tool_result_error"] = "web_search_tool_result_error"
    """Type of the error, always `web_search_tool_result_error`."""
    error_code: str | None = None
    """Error code, such as `max_uses_exceeded`, `too_many_requests` or `unavailable`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "error_code": "error_code",
    }

    @staticmethod
    def _decode(value: Any) -> WebSearchToolResultError:
        return decode(value)


def decode(value: Any) -> WebSearchToolResultError:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = WebSearchToolResultError.__new__(WebSearchToolResultError)
    self._raw = value
    item: Any
    self.type = get("type")
    self.error_code = get("error_code")
    decoded: WebSearchToolResultError = self
    return decoded
