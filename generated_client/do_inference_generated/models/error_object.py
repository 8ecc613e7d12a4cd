# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ErrorObject(Model):
    """An error nested in a response body or in an event of a stream."""

    message: str | None = None
    """Human-readable error message."""
    type: str | None = None
    """Type of the error, such as `invalid_request_error`, `forbidden_error`, `not_found_error` or
    `service_unavailable_error`.
    """
    code: str | int | None = None
    """Machine-readable code, such as `upstream_unavailable`."""
    param: str | None = None
    """The invalid request field."""

    _wire: ClassVar[dict[str, str]] = {
        "message": "message",
        "type": "type",
        "code": "code",
        "param": "param",
    }

    @staticmethod
    def _decode(value: Any) -> ErrorObject:
        return decode(value)


def decode(value: Any) -> ErrorObject:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ErrorObject.__new__(ErrorObject)
    self._raw = value
    item: Any
    self.message = get("message")
    self.type = get("type")
    self.code = get("code")
    self.param = get("param")
    decoded: ErrorObject = self
    return decoded
