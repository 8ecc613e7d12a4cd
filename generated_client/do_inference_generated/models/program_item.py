# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ProgramItem(Model):
    """A program that the model wrote to call tools."""

    type: Literal["program"] = "program"
    """Type of the item, always `program`."""
    id: str | None = None
    """Unique id of the item."""
    call_id: str
    """Id of the call; the item with its output refers to it."""
    code: str | None = None
    """The code."""
    fingerprint: str | None = None
    """Fingerprint by which the provider recognizes the program."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "id": "id",
        "call_id": "call_id",
        "code": "code",
        "fingerprint": "fingerprint",
    }

    @staticmethod
    def _decode(value: Any) -> ProgramItem:
        return decode(value)


def decode(value: Any) -> ProgramItem:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ProgramItem.__new__(ProgramItem)
    self._raw = value
    item: Any
    self.type = get("type")
    self.id = get("id")
    self.call_id = get("call_id")
    self.code = get("code")
    self.fingerprint = get("fingerprint")
    decoded: ProgramItem = self
    return decoded
