# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ValidationError(Model):
    """One validation error of a request."""

    loc: list[str | int] | None = None
    """Path to the invalid value, outermost first, such as `["body", "messages", 0]`."""
    msg: str | None = None
    """Human-readable error message."""
    type: str | None = None
    """Type of the error, such as `value_error.missing`."""

    _wire: ClassVar[dict[str, str]] = {
        "loc": "loc",
        "msg": "msg",
        "type": "type",
    }

    @staticmethod
    def _decode(value: Any) -> ValidationError:
        return decode(value)


def decode(value: Any) -> ValidationError:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ValidationError.__new__(ValidationError)
    self._raw = value
    item: Any
    self.loc = get("loc")
    self.msg = get("msg")
    self.type = get("type")
    decoded: ValidationError = self
    return decoded
