"""What can go wrong with work that takes a while. All of it is an `InferenceError`."""

from __future__ import annotations

from typing import Any

from do_inference.errors import ErrorReason, InferenceError


class JobError(InferenceError):
    """A job did not come to a good end. `job` is the job as it was seen last.

    That is an `AsyncInvocation`, a `Video` or a `Batch` of `do_inference.models`.
    """

    def __init__(self, message: str, *, job: Any = None) -> None:
        super().__init__(message)
        self.job = job


class JobFailedError(JobError):
    """The job failed. The message has the server's reason, where it gave one."""


class JobCancelledError(JobError):
    """The job was cancelled. A batch has the results that it got until then: see `batch_results`."""


class JobExpiredError(JobError):
    """The job was not done within its window. A batch has the results that it got until then: see
    `batch_results`.
    """


class ResultsNotReadyError(JobError):
    """The results of a batch are not there yet, or there are none."""


class WaitTimeoutError(JobError):
    """The deadline of the waiting passed. The job goes on: wait for it again, by its name.

    `job` is None where nothing had been heard of it.
    """


class WaitCancelledError(JobError):
    """The waiting was called off. The job goes on: wait for it again, by its name."""


class BatchInputError(InferenceError, ValueError):
    """The requests of a batch cannot be sent as they are. `line` says which, from 1; None where it is all of
    them. Nothing was uploaded.
    """

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.line = line


class BatchLineError(InferenceError):
    """One request of a batch was not answered."""

    def __init__(
        self,
        message: str,
        *,
        custom_id: str | None = None,
        status_code: int | None = None,
        code: str | None = None,
        type: str | None = None,  # noqa: A002 - the server's word for it
        body: object = None,
    ) -> None:
        super().__init__(message)
        self.custom_id = custom_id
        self.status_code = status_code
        """The HTTP status that the request would have been refused with, where one was told."""
        self.code = code
        self.type = type
        self.body = body
        """What was said of it, as it came."""
        self.reason: ErrorReason = "unknown"
        """Why the request was refused; `do_inference.ErrorReason` documents each value."""
        self.model: str | None = None
        """The model that `reason` concerns, if the line names it."""

    def __str__(self) -> str:
        from do_inference._responses.reasons import advice_on

        return "; ".join(filter(None, (self.message, advice_on(self.reason))))


class DownloadTooLargeError(InferenceError):
    """What was to be downloaded has more bytes than `max_bytes` allows. Nothing was left at the path."""

    def __init__(self, message: str, *, limit: int = 0) -> None:
        super().__init__(message)
        self.limit = limit
