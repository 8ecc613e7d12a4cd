# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ServerToolResultError(Model):
    """An error of a tool that the provider runs. The model receives the error and continues."""

    type: Literal[
        "web_fetch_tool_result_error",
        "code_execution_tool_result_error",
        "bash_code_execution_tool_result_error",
        "text_editor_code_execution_tool_result_error",
        "tool_search_tool_result_error",
    ]
    """Type of the error, which identifies the tool."""
    error_code: str | None = None
    """Error code, such as `unavailable`, `too_many_requests`, `invalid_tool_input`,
    `max_uses_exceeded`, `url_not_accessible`, `url_not_allowed`, `url_not_in_prior_context`,
    `execution_time_exceeded` or `file_not_found`.
    """
    error_message: str | None = None
    """Human-readable error message. Few tools return one."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "error_code": "error_code",
        "error_message": "error_message",
    }

    @staticmethod
    def _decode(value: Any) -> ServerToolResultError:
        return decode(value)


def decode(value: Any) -> ServerToolResultError:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ServerToolResultError.__new__(ServerToolResultError)
    self._raw = value
    item: Any
    self.type = get("type")
    self.error_code = get("error_code")
    self.error_message = get("error_message")
    decoded: ServerToolResultError = self
    return decoded
