# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define, parse_datetime

if TYPE_CHECKING:
    from datetime import datetime


@define(eq=False, repr=False, kw_only=True)
class BatchDownload(Model):
    """A URL from which to download results."""

    presigned_url: str
    """URL of the results in JSON Lines. It needs no key."""
    expires_at: datetime | None = None
    """Time at which the URL expires. Can have a precision of nanoseconds."""

    _wire: ClassVar[dict[str, str]] = {
        "presigned_url": "presigned_url",
        "expires_at": "expires_at",
    }
    _sensitive: ClassVar[frozenset[str]] = frozenset(
        {
            "presigned_url",
        }
    )

    @staticmethod
    def _decode(value: Any) -> BatchDownload:
        return decode(value)


def decode(value: Any) -> BatchDownload:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = BatchDownload.__new__(BatchDownload)
    self._raw = value
    item: Any
    self.presigned_url = get("presigned_url")
    item = get("expires_at")
    self.expires_at = parse_datetime(item) if type(item) is str else None
    decoded: BatchDownload = self
    return decoded
