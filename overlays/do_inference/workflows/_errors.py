"""Errors of jobs, batches and downloads. All of them are subclasses of `InferenceError`."""

from __future__ import annotations

from typing import Any

from do_inference.errors import ErrorReason, InferenceError


class JobError(InferenceError):
    """A job did not succeed, or the wait for it ended early.

    Example:
        try:
            batch = wait_batch(client, batch_id, deadline=3600)
        except JobError as error:
            print(error, error.job)
    """

    def __init__(self, message: str, *, job: Any = None) -> None:
        super().__init__(message)
        self.job = job
        """The last known state of the job: an `AsyncInvocation`, `Video` or `Batch` of `do_inference.models`; None if
        it is unknown.
        """


class JobFailedError(JobError):
    """The job failed. The message contains the reason that the server gives.

    Example:
        try:
            job = jobs.run(client, model_id="fal-ai/flux/schnell", input={"prompt": "a lighthouse"})
        except JobFailedError as error:
            print(error.job.error)
    """


class JobCancelledError(JobError):
    """The job was cancelled. `batch_results` fetches the results that a cancelled batch has.

    Example:
        try:
            wait_batch(client, batch_id)
        except JobCancelledError:
            partial = batch_results(client, batch_id)
    """


class JobExpiredError(JobError):
    """The job did not finish within its completion window. `batch_results` fetches the results that a batch has.

    Example:
        try:
            wait_batch(client, batch_id)
        except JobExpiredError:
            partial = batch_results(client, batch_id)
    """


class ResultsNotReadyError(JobError):
    """The batch is not finished, or its results are not available.

    Example:
        try:
            outcome = batch_results(client, batch_id)
        except ResultsNotReadyError as error:
            print(error.job.status)
    """


class WaitTimeoutError(JobError):
    """The `deadline` passed before the job finished. The job continues: wait for it again, by its id.

    Example:
        try:
            job = jobs.run(client, model_id=model, input={"prompt": "rain"}, deadline=60)
        except WaitTimeoutError as error:
            job = jobs.wait(client, error.job.request_id)
    """


class WaitCancelledError(JobError):
    """The `cancel` event was set during the wait. The job continues: wait for it again, by its id.

    Example:
        stop = threading.Event()
        try:
            wait_batch(client, batch_id, cancel=stop)
        except WaitCancelledError as error:
            print("stopped at", error.job)
    """


class BatchInputError(InferenceError, ValueError):
    """The requests of a batch are invalid. Nothing was uploaded.

    Example:
        try:
            start_batch(client, "requests.jsonl", endpoint="/v1/chat/completions")
        except BatchInputError as error:
            print(error.line, error)
    """

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.line = line
        """The number of the invalid line or request, from 1; None if the error concerns the complete input."""


class BatchLineError(InferenceError):
    """One request of a batch failed.

    Example:
        for custom_id, error in run_batch(client, "requests.jsonl").failed.items():
            print(custom_id, error.status_code, error)
    """

    def __init__(
        self,
        message: str,
        *,
        custom_id: str | None = None,
        status_code: int | None = None,
        code: str | None = None,
        type: str | None = None,  # noqa: A002 - the name in the error body
        body: object = None,
    ) -> None:
        super().__init__(message)
        self.custom_id = custom_id
        self.status_code = status_code
        """The HTTP status of the request; None if the line contains none."""
        self.code = code
        self.type = type
        self.body = body
        """The error as JSON, unchanged."""
        self.reason: ErrorReason = "unknown"
        """Why the request failed; `do_inference.ErrorReason` documents each value."""
        self.model: str | None = None
        """The model that `reason` concerns, if the line names it."""

    def __str__(self) -> str:
        from do_inference._response.reasons import advice_for

        return "; ".join(filter(None, (self.message, advice_for(self.reason))))


class DownloadTooLargeError(InferenceError):
    """The file is larger than `max_bytes`. The file at the target path is unchanged.

    Example:
        try:
            download(client, url, "image.png", max_bytes=10_000_000)
        except DownloadTooLargeError as error:
            print(error.limit)
    """

    def __init__(self, message: str, *, limit: int = 0) -> None:
        super().__init__(message)
        self.limit = limit
        """The `max_bytes` of the call."""
