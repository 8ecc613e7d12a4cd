# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Result, define, parse_datetime
from . import batch_download as _batch_download

if TYPE_CHECKING:
    from datetime import datetime

    from .batch_download import BatchDownload


@define(eq=False, repr=False, kw_only=True)
class BatchResults(Result):
    """Locations of the results of a batch. Depending on the deployment they are in `output_file_url`
    and `error_file_url`, or in `download`. Some deployments call the URL `presigned_url`,
    `download_url` or `output_location`.
    """

    batch_id: str | None = None
    """Id of the batch."""
    result_available: bool | None = None
    """False if the results are not ready yet; then try again later. Absent if `download` is set."""
    message: str | None = None
    """Human-readable reason why there are no results yet."""
    output_file_url: str | None = None
    """Short-lived URL of the results in JSON Lines. It needs no key."""
    error_file_url: str | None = None
    """Short-lived URL of the failed requests, if any failed. It needs no key."""
    expires_at: datetime | None = None
    """Time at which the URLs expire."""
    download: BatchDownload | None = None
    """URL of the results. Used instead of `output_file_url`."""
    output_file_id: str | None = None
    """Id of the result file. Can be an id of the provider, such as `msgbatch_...`."""

    _wire: ClassVar[dict[str, str]] = {
        "batch_id": "batch_id",
        "result_available": "result_available",
        "message": "message",
        "output_file_url": "output_file_url",
        "error_file_url": "error_file_url",
        "expires_at": "expires_at",
        "download": "download",
        "output_file_id": "output_file_id",
    }
    _sensitive: ClassVar[frozenset[str]] = frozenset(
        {
            "output_file_url",
            "error_file_url",
        }
    )

    @staticmethod
    def _decode(value: Any) -> BatchResults:
        return decode(value)


def decode(value: Any) -> BatchResults:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = BatchResults.__new__(BatchResults)
    self._raw = value
    item: Any
    self.batch_id = get("batch_id")
    self.result_available = get("result_available")
    self.message = get("message")
    self.output_file_url = get("output_file_url")
    self.error_file_url = get("error_file_url")
    item = get("expires_at")
    self.expires_at = parse_datetime(item) if type(item) is str else None
    item = get("download")
    self.download = _batch_download.decode(item) if type(item) is dict else None
    self.output_file_id = get("output_file_id")
    decoded: BatchResults = self
    return decoded
