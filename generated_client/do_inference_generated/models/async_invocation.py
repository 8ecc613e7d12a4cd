# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Result, define, parse_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from .enums import AsyncInvocationStatus


@define(eq=False, repr=False, kw_only=True)
class AsyncInvocation(Result):
    """An asynchronous invocation of a model."""

    request_id: str
    """Unique id of the invocation, used to query its status and result."""
    status: AsyncInvocationStatus
    """Status of the invocation."""
    model_id: str | None = None
    """The invoked model."""
    created_at: datetime | None = None
    """Time at which the invocation was created. Can have a precision of nanoseconds."""
    started_at: datetime | None = None
    """Time at which the model started. Can remain null after completion."""
    completed_at: datetime | None = None
    """Time at which the invocation completed."""
    output: dict[str, Any] | None = None
    """The result, once the invocation is complete, in the model's own format. Image models return
    `images`, each with `url`, `content_type`, `width` and `height`. Audio models return `audio`
    with `url`, `content_type`, `file_name` and `file_size`.
    """
    error: Any = None
    """Why the invocation failed. Null if the invocation did not fail."""

    _wire: ClassVar[dict[str, str]] = {
        "request_id": "request_id",
        "status": "status",
        "model_id": "model_id",
        "created_at": "created_at",
        "started_at": "started_at",
        "completed_at": "completed_at",
        "output": "output",
        "error": "error",
    }

    @staticmethod
    def _decode(value: Any) -> AsyncInvocation:
        return decode(value)


def decode(value: Any) -> AsyncInvocation:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AsyncInvocation.__new__(AsyncInvocation)
    self._raw = value
    item: Any
    self.request_id = get("request_id")
    self.status = get("status")
    self.model_id = get("model_id")
    item = get("created_at")
    self.created_at = parse_datetime(item) if type(item) is str else None
    item = get("started_at")
    self.started_at = parse_datetime(item) if type(item) is str else None
    item = get("completed_at")
    self.completed_at = parse_datetime(item) if type(item) is str else None
    self.output = get("output")
    self.error = get("error")
    decoded: AsyncInvocation = self
    return decoded
