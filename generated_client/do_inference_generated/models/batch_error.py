# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class BatchError(Model):
    """An error that prevented the processing of a batch."""

    code: str | None = None
    """Short code of the error."""
    message: str | None = None
    """Human-readable error message."""
    line: int | None = None
    """Line of the input file, from 1. Null if the error does not concern a single line."""

    _wire: ClassVar[dict[str, str]] = {
        "code": "code",
        "message": "message",
        "line": "line",
    }

    @staticmethod
    def _decode(value: Any) -> BatchError:
        return decode(value)


def decode(value: Any) -> BatchError:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = BatchError.__new__(BatchError)
    self._raw = value
    item: Any
    self.code = get("code")
    self.message = get("message")
    self.line = get("line")
    decoded: BatchError = self
    return decoded
