# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class FunctionName(Model):
    """A function, identified by its name."""

    name: str
    """Name of the function."""

    _wire: ClassVar[dict[str, str]] = {
        "name": "name",
    }

    @staticmethod
    def _decode(value: Any) -> FunctionName:
        return decode(value)


def decode(value: Any) -> FunctionName:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = FunctionName.__new__(FunctionName)
    self._raw = value
    item: Any
    self.name = get("name")
    decoded: FunctionName = self
    return decoded
