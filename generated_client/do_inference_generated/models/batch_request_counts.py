# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class BatchRequestCounts(Model):
    """Numbers of requests in a batch, by outcome."""

    total: int | None = None
    """Number of requests in the file. 0 until the service has read the file."""
    completed: int | None = None
    """Number of completed requests."""
    failed: int | None = None
    """Number of failed requests."""

    _wire: ClassVar[dict[str, str]] = {
        "total": "total",
        "completed": "completed",
        "failed": "failed",
    }

    @staticmethod
    def _decode(value: Any) -> BatchRequestCounts:
        return decode(value)


def decode(value: Any) -> BatchRequestCounts:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = BatchRequestCounts.__new__(BatchRequestCounts)
    self._raw = value
    item: Any
    self.total = get("total")
    self.completed = get("completed")
    self.failed = get("failed")
    decoded: BatchRequestCounts = self
    return decoded
