# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Result, define, parse_datetime
from . import batch_error as _batch_error
from . import batch_request_counts as _batch_request_counts

if TYPE_CHECKING:
    from datetime import datetime

    from .batch_error import BatchError
    from .batch_request_counts import BatchRequestCounts
    from .enums import BatchEndpoint, BatchProvider, BatchStatus


@define(eq=False, repr=False, kw_only=True)
class Batch(Result):
    """A batch of requests that the service processes asynchronously. Two generations of the service
    use different fields; if two fields have the same meaning, each description names the other.
    """

    batch_id: str
    """Unique id of the batch."""
    status: BatchStatus
    """Status of the batch."""
    provider: BatchProvider
    """Provider of the models."""
    endpoint: BatchEndpoint | None = None
    """Operation of the requests. Absent for `anthropic`."""
    completion_window: str
    """Maximum processing time of the batch; currently always `24h`."""
    file_id: str | None = None
    """Id of the input file. Some deployments use `input_file_id` instead; in lists both can be absent."""
    input_file_id: str | None = None
    """Id of the input file. Some deployments use `file_id` instead; in lists both can be absent."""
    output_file_id: str | None = None
    """Id of the result file, once it exists. Can be an id of the provider."""
    error_file_id: str | None = None
    """Id of the file with the failed requests, if any failed."""
    result_available: bool | None = None
    """Whether the results can be retrieved."""
    request_counts: BatchRequestCounts | None = None
    """Numbers of requests in total, completed and failed."""
    request_id: str | None = None
    """The `request_id` with which the batch was created."""
    metadata: dict[str, str] | None = None
    """The metadata with which the batch was created."""
    errors: list[BatchError] | None = None
    """Errors that prevented the processing of the batch. Errors of single requests are in the results."""
    created_at: datetime
    """Time at which the batch was created."""
    updated_at: datetime | None = None
    """Time of the last change of the batch."""
    in_progress_at: datetime | None = None
    """Time at which processing started."""
    finalizing_at: datetime | None = None
    """Time at which the last request was processed and the results began to be written."""
    completed_at: datetime | None = None
    """Time at which the results became available."""
    expires_at: datetime | None = None
    """Published as the end of the completion window. The service has also returned a time a few
    minutes after creation, so do not rely on it.
    """
    cancel_requested_at: datetime | None = None
    """Time at which the cancellation was requested."""
    cancelled_at: datetime | None = None
    """Time at which the batch was cancelled."""
    failed_at: datetime | None = None
    """Time at which the batch failed."""

    _wire: ClassVar[dict[str, str]] = {
        "batch_id": "batch_id",
        "status": "status",
        "provider": "provider",
        "endpoint": "endpoint",
        "completion_window": "completion_window",
        "file_id": "file_id",
        "input_file_id": "input_file_id",
        "output_file_id": "output_file_id",
        "error_file_id": "error_file_id",
        "result_available": "result_available",
        "request_counts": "request_counts",
        "request_id": "request_id",
        "metadata": "metadata",
        "errors": "errors",
        "created_at": "created_at",
        "updated_at": "updated_at",
        "in_progress_at": "in_progress_at",
        "finalizing_at": "finalizing_at",
        "completed_at": "completed_at",
        "expires_at": "expires_at",
        "cancel_requested_at": "cancel_requested_at",
        "cancelled_at": "cancelled_at",
        "failed_at": "failed_at",
    }

    @staticmethod
    def _decode(value: Any) -> Batch:
        return decode(value)


def decode(value: Any) -> Batch:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = Batch.__new__(Batch)
    self._raw = value
    item: Any
    self.batch_id = get("batch_id")
    self.status = get("status")
    self.provider = get("provider")
    self.endpoint = get("endpoint")
    self.completion_window = get("completion_window")
    self.file_id = get("file_id")
    self.input_file_id = get("input_file_id")
    self.output_file_id = get("output_file_id")
    self.error_file_id = get("error_file_id")
    self.result_available = get("result_available")
    item = get("request_counts")
    self.request_counts = _batch_request_counts.decode(item) if type(item) is dict else None
    self.request_id = get("request_id")
    self.metadata = get("metadata")
    item = get("errors")
    self.errors = [_batch_error.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    item = get("created_at")
    self.created_at = parse_datetime(item) if type(item) is str else None
    item = get("updated_at")
    self.updated_at = parse_datetime(item) if type(item) is str else None
    item = get("in_progress_at")
    self.in_progress_at = parse_datetime(item) if type(item) is str else None
    item = get("finalizing_at")
    self.finalizing_at = parse_datetime(item) if type(item) is str else None
    item = get("completed_at")
    self.completed_at = parse_datetime(item) if type(item) is str else None
    item = get("expires_at")
    self.expires_at = parse_datetime(item) if type(item) is str else None
    item = get("cancel_requested_at")
    self.cancel_requested_at = parse_datetime(item) if type(item) is str else None
    item = get("cancelled_at")
    self.cancelled_at = parse_datetime(item) if type(item) is str else None
    item = get("failed_at")
    self.failed_at = parse_datetime(item) if type(item) is str else None
    decoded: Batch = self
    return decoded
