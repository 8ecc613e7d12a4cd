# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import applied_context_edit as _applied_context_edit

if TYPE_CHECKING:
    from .applied_context_edit import AppliedContextEdit


@define(eq=False, repr=False, kw_only=True)
class ContextManagementResponse(Model):
    """The edits that the provider applied to the conversation."""

    applied_edits: list[AppliedContextEdit] | None = None
    """The applied edits."""

    _wire: ClassVar[dict[str, str]] = {
        "applied_edits": "applied_edits",
    }

    @staticmethod
    def _decode(value: Any) -> ContextManagementResponse:
        return decode(value)


def decode(value: Any) -> ContextManagementResponse:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ContextManagementResponse.__new__(ContextManagementResponse)
    self._raw = value
    item: Any
    item = get("applied_edits")
    self.applied_edits = (
        [_applied_context_edit.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    decoded: ContextManagementResponse = self
    return decoded
