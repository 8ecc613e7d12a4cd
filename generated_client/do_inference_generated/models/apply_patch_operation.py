# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ApplyPatchOperation(Model):
    """A change to a file. Validate the path before you apply it."""

    type: str
    """`create_file`, `update_file` or `delete_file`."""
    path: str | None = None
    """Path of the file."""
    diff: str | None = None
    """The change, in the provider's diff format."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "path": "path",
        "diff": "diff",
    }

    @staticmethod
    def _decode(value: Any) -> ApplyPatchOperation:
        return decode(value)


def decode(value: Any) -> ApplyPatchOperation:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ApplyPatchOperation.__new__(ApplyPatchOperation)
    self._raw = value
    item: Any
    self.type = get("type")
    self.path = get("path")
    self.diff = get("diff")
    decoded: ApplyPatchOperation = self
    return decoded
