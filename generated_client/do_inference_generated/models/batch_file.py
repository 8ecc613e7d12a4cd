# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Result, define, parse_datetime

if TYPE_CHECKING:
    from datetime import datetime


@define(eq=False, repr=False, kw_only=True)
class BatchFile(Result):
    """A registered input file and its upload URL."""

    file_id: str
    """Id of the file, used to create a batch."""
    upload_url: str
    """URL to upload the file to, valid for about 15 minutes. It grants write access to everyone who
    has it.
    """
    expires_at: datetime | None = None
    """Time at which `upload_url` expires. Can have a precision of nanoseconds."""

    _wire: ClassVar[dict[str, str]] = {
        "file_id": "file_id",
        "upload_url": "upload_url",
        "expires_at": "expires_at",
    }
    _sensitive: ClassVar[frozenset[str]] = frozenset(
        {
            "upload_url",
        }
    )

    @staticmethod
    def _decode(value: Any) -> BatchFile:
        return decode(value)


def decode(value: Any) -> BatchFile:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = BatchFile.__new__(BatchFile)
    self._raw = value
    item: Any
    self.file_id = get("file_id")
    self.upload_url = get("upload_url")
    item = get("expires_at")
    self.expires_at = parse_datetime(item) if type(item) is str else None
    decoded: BatchFile = self
    return decoded
