# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar, Literal

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class FileSource(Model):
    """A file in the provider's file storage."""

    type: Literal["file"] = "file"
    """Type of the source, always `file`."""
    file_id: str
    """Id of the file."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "file_id": "file_id",
    }

    @staticmethod
    def _decode(value: Any) -> FileSource:
        return decode(value)


def decode(value: Any) -> FileSource:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = FileSource.__new__(FileSource)
    self._raw = value
    item: Any
    self.type = get("type")
    self.file_id = get("file_id")
    decoded: FileSource = self
    return decoded
