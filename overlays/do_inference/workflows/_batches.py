"""Batches: many requests that the service processes within a day, at about half the price.

    outcome = run_batch(
        client,
        [("a", {"model": "...", "messages": [...]}), ("b", {...})],
        endpoint="/v1/chat/completions",
        on_progress=lambda batch: print(batch.batch_id, batch.status),
    )
    print(outcome["a"].choices[0].message.content)

With an `AsyncClient`, await the same functions.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Unpack, overload

from do_inference import AsyncClient, Client, models
from do_inference_generated._interface import NOT_GIVEN, NotGiven

from . import _batch_plans as plans
from ._batch_output import BatchOutcome, BatchResult, ResultParser
from ._batch_plans import JOB_TYPE, BatchFiles
from ._plans import AnyClient, Plan, execute
from ._polling import FetchOptions, WaitOptions, check_options
from ._waiting import Wait, with_timeout_error

if TYPE_CHECKING:
    import os
    from collections.abc import Coroutine, Iterator, Mapping

    from ._batch_input import Requests

ChatPath: TypeAlias = Literal["/v1/chat/completions"]
ResponsesPath: TypeAlias = Literal["/v1/responses"]
MessagesPath: TypeAlias = Literal["/v1/messages"]
BatchValue: TypeAlias = models.ChatCompletion | models.Response | models.Message


class BatchWaitOptions(WaitOptions[models.Batch], total=False):
    """Options of functions that wait for a batch."""


class StartOptions(FetchOptions, total=False):
    """Options of functions that start a batch."""

    request_id: str
    """An idempotency key: a second request with the same value returns the existing batch. Default: a new UUID, which
    all retries share.
    """
    metadata: Mapping[str, str] | NotGiven | None
    """Arbitrary strings that the service stores with the batch."""


class RunOptions(StartOptions, BatchWaitOptions, total=False):
    """Options of functions that start a batch and wait for it."""


@overload
def run_batch(
    client: Client,
    requests: Requests,
    *,
    endpoint: ChatPath,
    provider: Literal["openai"] | None = None,
    **options: Unpack[RunOptions],
) -> BatchOutcome[models.ChatCompletion]: ...
@overload
def run_batch(
    client: Client,
    requests: Requests,
    *,
    endpoint: ResponsesPath,
    provider: Literal["openai"] | None = None,
    **options: Unpack[RunOptions],
) -> BatchOutcome[models.Response]: ...
@overload
def run_batch(
    client: Client,
    requests: Requests,
    *,
    provider: Literal["anthropic"],
    endpoint: MessagesPath | None = None,
    **options: Unpack[RunOptions],
) -> BatchOutcome[models.Message]: ...
@overload
def run_batch(
    client: Client,
    requests: Requests,
    *,
    provider: models.BatchProvider | None = None,
    endpoint: str | None = None,
    **options: Unpack[RunOptions],
) -> BatchOutcome[BatchValue]: ...
@overload
def run_batch(
    client: AsyncClient,
    requests: Requests,
    *,
    endpoint: ChatPath,
    provider: Literal["openai"] | None = None,
    **options: Unpack[RunOptions],
) -> Coroutine[None, None, BatchOutcome[models.ChatCompletion]]: ...
@overload
def run_batch(
    client: AsyncClient,
    requests: Requests,
    *,
    endpoint: ResponsesPath,
    provider: Literal["openai"] | None = None,
    **options: Unpack[RunOptions],
) -> Coroutine[None, None, BatchOutcome[models.Response]]: ...
@overload
def run_batch(
    client: AsyncClient,
    requests: Requests,
    *,
    provider: Literal["anthropic"],
    endpoint: MessagesPath | None = None,
    **options: Unpack[RunOptions],
) -> Coroutine[None, None, BatchOutcome[models.Message]]: ...
@overload
def run_batch(
    client: AsyncClient,
    requests: Requests,
    *,
    provider: models.BatchProvider | None = None,
    endpoint: str | None = None,
    **options: Unpack[RunOptions],
) -> Coroutine[None, None, BatchOutcome[BatchValue]]: ...
def run_batch(
    client: AnyClient,
    requests: Requests,
    *,
    provider: str | None = None,
    endpoint: str | None = None,
    **options: Unpack[RunOptions],
) -> BatchOutcome[Any] | Coroutine[None, None, BatchOutcome[Any]]:
    """Check requests, upload them, start a batch, wait until it is completed, and fetch its results.

    This may take a day. `on_progress` first receives the `Batch` immediately after its creation: save its `batch_id` to
    continue with `wait_batch` and `batch_results` if the program stops. Stopping the program does not cancel the batch.

    Args:
        client: A `Client` or an `AsyncClient`.
        requests: The path of a JSONL file, or an iterable of requests: `(custom_id, body)`, or a mapping with
            `custom_id` and `body` (`params` for anthropic), or a complete line. At most 50,000 requests and 200 MB,
            each with a unique custom_id. With an `AsyncClient` the iterable is consumed in a thread.
        provider: `openai` or `anthropic`. Default: determined by the endpoint, or else by the first request.
        endpoint: The path of each request, and the value of `url` on each line. Default: the `url` of the first
            request. Not needed for anthropic.

    Returns:
        The results by custom_id. Failed requests do not raise: they are in `failed`, and `outcome[custom_id]` raises
        their error.

    Raises:
        BatchInputError: A request is invalid. Nothing was uploaded.
        JobFailedError: The complete batch failed.
        JobExpiredError: The batch did not finish within its completion window.
        JobCancelledError: The batch was cancelled. `batch_results` fetches the results so far, also of an expired
        batch. WaitTimeoutError: The `deadline` passed. The batch continues: `wait_batch(client, error.job.batch_id)`.
        ResultsNotReadyError: The batch is completed, but its results are not available.
        InferenceError: The base class of these errors, and of the errors of single requests.

    Example:
        outcome = run_batch(
            client,
            [("oslo", {"model": "openai-gpt-oss-20b", "messages": [{"role": "user", "content": "Describe Oslo."}]})],
            endpoint="/v1/chat/completions",
        )
        print(outcome["oslo"].choices[0].message.content)
    """
    waiting = Wait(client, JOB_TYPE, check_options(client, options, RunOptions))
    spec = _spec(requests, provider, endpoint, options)
    return execute(client, with_timeout_error(waiting, plans.run(client, spec, waiting)), waiting.clock)


@overload
def start_batch(
    client: Client,
    requests: Requests,
    *,
    provider: models.BatchProvider | None = None,
    endpoint: str | None = None,
    **options: Unpack[StartOptions],
) -> models.Batch: ...
@overload
def start_batch(
    client: AsyncClient,
    requests: Requests,
    *,
    provider: models.BatchProvider | None = None,
    endpoint: str | None = None,
    **options: Unpack[StartOptions],
) -> Coroutine[None, None, models.Batch]: ...
def start_batch(
    client: AnyClient,
    requests: Requests,
    *,
    provider: str | None = None,
    endpoint: str | None = None,
    **options: Unpack[StartOptions],
) -> models.Batch | Coroutine[None, None, models.Batch]:
    """Check requests, upload them, and start a batch, as `run_batch` does. Do not wait for it.

    Example:
        batch = start_batch(client, "requests.jsonl", endpoint="/v1/chat/completions")
        print(batch.batch_id)
    """
    waiting = Wait(client, JOB_TYPE, check_options(client, options, RunOptions))
    spec = _spec(requests, provider, endpoint, options)
    return execute(client, with_timeout_error(waiting, _start(client, spec, waiting)), waiting.clock)


@overload
def wait_batch(client: Client, batch_id: str, **options: Unpack[BatchWaitOptions]) -> models.Batch: ...
@overload
def wait_batch(
    client: AsyncClient, batch_id: str, **options: Unpack[BatchWaitOptions]
) -> Coroutine[None, None, models.Batch]: ...
def wait_batch(
    client: AnyClient, batch_id: str, **options: Unpack[BatchWaitOptions]
) -> models.Batch | Coroutine[None, None, models.Batch]:
    """Wait until a batch is completed, and return it.

    Raises:
        JobError: As `run_batch`.
        NotFoundError: The batch does not exist.

    Example:
        batch = wait_batch(client, batch_id, deadline=3600)
    """
    waiting = Wait(client, JOB_TYPE, check_options(client, options, RunOptions), batch_id)
    return execute(client, with_timeout_error(waiting, plans.wait(client, batch_id, waiting)), waiting.clock)


@overload
def batch_results(
    client: Client, batch_id: str, *, endpoint: ChatPath, **options: Unpack[FetchOptions]
) -> BatchOutcome[models.ChatCompletion]: ...
@overload
def batch_results(
    client: Client, batch_id: str, *, endpoint: ResponsesPath, **options: Unpack[FetchOptions]
) -> BatchOutcome[models.Response]: ...
@overload
def batch_results(
    client: Client, batch_id: str, *, endpoint: MessagesPath, **options: Unpack[FetchOptions]
) -> BatchOutcome[models.Message]: ...
@overload
def batch_results(
    client: Client, batch_id: str, *, endpoint: str | None = None, **options: Unpack[FetchOptions]
) -> BatchOutcome[BatchValue]: ...
@overload
def batch_results(
    client: AsyncClient, batch_id: str, *, endpoint: ChatPath, **options: Unpack[FetchOptions]
) -> Coroutine[None, None, BatchOutcome[models.ChatCompletion]]: ...
@overload
def batch_results(
    client: AsyncClient, batch_id: str, *, endpoint: ResponsesPath, **options: Unpack[FetchOptions]
) -> Coroutine[None, None, BatchOutcome[models.Response]]: ...
@overload
def batch_results(
    client: AsyncClient, batch_id: str, *, endpoint: MessagesPath, **options: Unpack[FetchOptions]
) -> Coroutine[None, None, BatchOutcome[models.Message]]: ...
@overload
def batch_results(
    client: AsyncClient, batch_id: str, *, endpoint: str | None = None, **options: Unpack[FetchOptions]
) -> Coroutine[None, None, BatchOutcome[BatchValue]]: ...
def batch_results(
    client: AnyClient, batch_id: str, *, endpoint: str | None = None, **options: Unpack[FetchOptions]
) -> BatchOutcome[Any] | Coroutine[None, None, BatchOutcome[Any]]:
    """Fetch the results of a finished batch into memory; of a cancelled or expired batch, the results so far.

    The service stores results for 30 days. Immediately after the end of a batch they may be delayed: this function
    waits about half a minute for them.

    Args:
        client: A `Client` or an `AsyncClient`.
        batch_id: The id of the batch.
        endpoint: The path of the requests, which determines the type of the values. Default: the endpoint in the batch,
            or else the format of each value.

    Raises:
        ResultsNotReadyError: The batch is not finished, or its results are not available.
        JobFailedError: The complete batch failed, and has no results.
        InferenceError: The base class of these errors, and of the errors of single requests.

    Example:
        outcome = batch_results(client, batch_id, endpoint="/v1/chat/completions")
        print(len(outcome.succeeded), "of", len(outcome), "succeeded")
    """
    waiting = Wait(client, JOB_TYPE, check_options(client, options, RunOptions), batch_id)
    return execute(
        client, with_timeout_error(waiting, plans.results(client, batch_id, endpoint, waiting)), waiting.clock
    )


@overload
def download_results(
    client: Client, batch_id: str, directory: str | os.PathLike[str], **options: Unpack[FetchOptions]
) -> BatchFiles: ...
@overload
def download_results(
    client: AsyncClient, batch_id: str, directory: str | os.PathLike[str], **options: Unpack[FetchOptions]
) -> Coroutine[None, None, BatchFiles]: ...
def download_results(
    client: AnyClient, batch_id: str, directory: str | os.PathLike[str], **options: Unpack[FetchOptions]
) -> BatchFiles | Coroutine[None, None, BatchFiles]:
    """Download the result files of a finished batch to an existing directory, without holding them in memory.

    The names are `<batch_id>-output.jsonl` and `<batch_id>-errors.jsonl`; `read_results` reads these files.

    Raises:
        JobError: As `batch_results`.
        OSError: A file cannot be written.

    Example:
        files = download_results(client, batch_id, "results")
        print(files.output, files.errors)
    """
    waiting = Wait(client, JOB_TYPE, check_options(client, options, RunOptions), batch_id)
    return execute(
        client,
        with_timeout_error(waiting, plans.files(client, batch_id, Path(directory), waiting)),
        waiting.clock,
    )


@overload
def read_results(
    path: str | os.PathLike[str], *, endpoint: ChatPath
) -> Iterator[BatchResult[models.ChatCompletion]]: ...
@overload
def read_results(
    path: str | os.PathLike[str], *, endpoint: ResponsesPath
) -> Iterator[BatchResult[models.Response]]: ...
@overload
def read_results(
    path: str | os.PathLike[str], *, endpoint: MessagesPath
) -> Iterator[BatchResult[models.Message]]: ...
@overload
def read_results(
    path: str | os.PathLike[str], *, endpoint: str | None = None
) -> Iterator[BatchResult[BatchValue]]: ...
def read_results(path: str | os.PathLike[str], *, endpoint: str | None = None) -> Iterator[BatchResult[Any]]:
    """Yield the results in a file, one at a time. Exhaust or close the iterator to close the file.

    Args:
        path: A file that `download_results` wrote.
        endpoint: The path of the requests. Default: determined by the format of each value.

    Example:
        for result in read_results("results/batch_1-output.jsonl", endpoint="/v1/chat/completions"):
            print(result.custom_id, result.error)
    """
    with Path(path).open("rb") as file:
        yield from ResultParser(endpoint).lines(file)


def _spec(
    requests: Requests, provider: str | None, endpoint: str | None, options: StartOptions | RunOptions
) -> plans.BatchSpec:
    return plans.BatchSpec(
        requests, provider, endpoint, options.get("request_id"), options.get("metadata", NOT_GIVEN)
    )


def _start(client: AnyClient, spec: plans.BatchSpec, waiting: Wait[models.Batch]) -> Plan[models.Batch]:
    started = yield from plans.start(client, spec, waiting)
    return started.batch
