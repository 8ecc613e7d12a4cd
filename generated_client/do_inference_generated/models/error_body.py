# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import error_detail as _error_detail
from . import error_value as _error_value

if TYPE_CHECKING:
    from .error_detail import ErrorDetail
    from .error_value import ErrorValue


@define(eq=False, repr=False, kw_only=True)
class ErrorBody(Model):
    """The body of an error response from any part of the service. The published format is flat, with
    `id` and `message`. Most error responses of the inference hosts nest an `error` object and add
    `status_code`. Model servers and agents have their own formats. The edge may send HTML, plain
    text or nothing instead.
    """

    id: str | None = None
    """Short identifier of the error, such as `unauthorized`. In the flat format."""
    message: str | None = None
    """Human-readable error message. In the flat format and in the model servers' flat format."""
    request_id: str | None = None
    """Request id assigned by the service. Include it in support requests."""
    error: ErrorValue | None = None
    """The nested error. In one format of the agents only its text."""
    type: str | None = None
    """Always `error` in the format of the Messages API. The type of the error in the model servers'
    flat format.
    """
    object: str | None = None
    """Always `error`. In the model servers' flat format."""
    code: str | int | None = None
    """Machine-readable code, often the HTTP status code. In the model servers' flat format."""
    param: str | None = None
    """The invalid request field. In the model servers' flat format."""
    detail: ErrorDetail | None = None
    """Validation errors from an agent's web framework."""
    status_code: int | None = None
    """The HTTP status code, next to a nested `error`. In a stream that started with status 200 this
    field alone reports it.
    """

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "message": "message",
        "request_id": "request_id",
        "error": "error",
        "type": "type",
        "object": "object",
        "code": "code",
        "param": "param",
        "detail": "detail",
        "status_code": "status_code",
    }

    @staticmethod
    def _decode(value: Any) -> ErrorBody:
        return decode(value)


def decode(value: Any) -> ErrorBody:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ErrorBody.__new__(ErrorBody)
    self._raw = value
    item: Any
    self.id = get("id")
    self.message = get("message")
    self.request_id = get("request_id")
    item = get("error")
    self.error = _error_value.decode(item)
    self.type = get("type")
    self.object = get("object")
    self.code = get("code")
    self.param = get("param")
    item = get("detail")
    self.detail = _error_detail.decode(item)
    self.status_code = get("status_code")
    decoded: ErrorBody = self
    return decoded
