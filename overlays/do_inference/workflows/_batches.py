"""Batches: many requests answered within a day, at about half the price.

    outcome = run_batch(
        client,
        [("a", {"model": "...", "messages": [...]}), ("b", {...})],
        endpoint="/v1/chat/completions",
        on_progress=lambda batch: print(batch.batch_id, batch.status),
    )
    print(outcome["a"].choices[0].message.content)

With an `AsyncClient` the same functions are awaited.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Unpack, overload

from do_inference import AsyncClient, Client, models
from do_inference_generated._interface import NOT_GIVEN, NotGiven

from . import _batch_plans as plans
from ._batch_output import BatchOutcome, BatchResult, LineReader
from ._batch_plans import KIND, BatchFiles
from ._options import FetchOptions, WaitOptions, checked
from ._polling import Wait
from ._steps import AnyClient, Plan, carry_out
from ._waiting import bounded

if TYPE_CHECKING:
    import os
    from collections.abc import Coroutine, Iterator, Mapping

    from ._batch_input import Requests

ChatPath: TypeAlias = Literal["/v1/chat/completions"]
ResponsesPath: TypeAlias = Literal["/v1/responses"]
MessagesPath: TypeAlias = Literal["/v1/messages"]
Answer: TypeAlias = models.ChatCompletion | models.Response | models.Message


class BatchWaitOptions(WaitOptions[models.Batch], total=False):
    """What everything that waits for a batch accepts."""


class StartOptions(FetchOptions, total=False):
    """What starting a batch accepts."""

    request_id: str
    """A name of your choice that makes creating the batch safe to repeat: the same name gives the batch that
    exists. Default: a new UUID. It is kept through all retries.
    """
    metadata: Mapping[str, str] | NotGiven | None
    """Strings of your own to keep with the batch."""


class RunOptions(StartOptions, BatchWaitOptions, total=False):
    """What starting a batch and waiting for it accepts."""


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
) -> BatchOutcome[Answer]: ...
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
) -> Coroutine[None, None, BatchOutcome[Answer]]: ...
def run_batch(
    client: AnyClient,
    requests: Requests,
    *,
    provider: str | None = None,
    endpoint: str | None = None,
    **options: Unpack[RunOptions],
) -> BatchOutcome[Any] | Coroutine[None, None, BatchOutcome[Any]]:
    """Check requests, upload them, start a batch, wait until it is completed, and fetch its results.

    It may take a day. `on_progress` gets the `Batch` first right after it was created: keep its `batch_id`, and a
    program that is stopped goes on later with `wait_batch` and `batch_results`. Stopping does not cancel the
    batch.

    Args:
        client: Whose account.
        requests: The path of a JSONL file, or requests as they come from an iterable: each `(custom_id, body)`, or
            a mapping with `custom_id` and `body` (`params` for anthropic) or a whole line. At most 50,000, and
            200 MB, with a custom_id each of its own. With an `AsyncClient` the iterable is read in a thread.
        provider: `openai` or `anthropic`. Default: what the endpoint, else the first request, is like.
        endpoint: Where each request goes, and what `url` on each line must be. Default: the `url` of the first
            request. Not needed for anthropic.

    Raises:
        BatchInputError: A request cannot be sent as it is; nothing was uploaded.
        JobFailedError: The batch as a whole failed.
        JobExpiredError: It was not done within its window.
        JobCancelledError: It was cancelled. As with an expired one, `batch_results` fetches what it got so far.
        WaitTimeoutError: `deadline` passed. The batch goes on: `wait_batch(client, error.job.batch_id)`.
        ResultsNotReadyError: The batch is completed, and its results did not come.
        InferenceError: The root of these; also for what the calls themselves raise.

    Single requests that failed raise nothing here: they are in `failed`, and raise when asked for.
    """
    waiting = Wait(client, KIND, checked(client, options, RunOptions))
    order = _order(requests, provider, endpoint, options)
    return carry_out(client, bounded(waiting, plans.run(client, order, waiting)), waiting.clock)


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
    """Check requests, upload them, and start a batch, as `run_batch` does, without waiting for it."""
    waiting = Wait(client, KIND, checked(client, options, RunOptions))
    order = _order(requests, provider, endpoint, options)
    return carry_out(client, bounded(waiting, _start(client, order, waiting)), waiting.clock)


@overload
def wait_batch(client: Client, batch_id: str, **options: Unpack[BatchWaitOptions]) -> models.Batch: ...
@overload
def wait_batch(
    client: AsyncClient, batch_id: str, **options: Unpack[BatchWaitOptions]
) -> Coroutine[None, None, models.Batch]: ...
def wait_batch(
    client: AnyClient, batch_id: str, **options: Unpack[BatchWaitOptions]
) -> models.Batch | Coroutine[None, None, models.Batch]:
    """Wait until a batch is completed.

    Raises what `run_batch` raises of it, and `NotFoundError` where there is no such batch.
    """
    waiting = Wait(client, KIND, checked(client, options, RunOptions), batch_id)
    return carry_out(client, bounded(waiting, plans.wait(client, batch_id, waiting)), waiting.clock)


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
) -> BatchOutcome[Answer]: ...
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
) -> Coroutine[None, None, BatchOutcome[Answer]]: ...
def batch_results(
    client: AnyClient, batch_id: str, *, endpoint: str | None = None, **options: Unpack[FetchOptions]
) -> BatchOutcome[Any] | Coroutine[None, None, BatchOutcome[Any]]:
    """The results of a batch that is over, in memory; of one that was cancelled or expired, what it got so far.

    Results are kept for 30 days. Right after the end they may be late: half a minute is waited for them.

    Args:
        client: Whose account.
        batch_id: The batch.
        endpoint: Where the requests went, which is what answers are decoded by. Default: what the batch tells,
            else what each answer looks like.

    Raises:
        ResultsNotReadyError: The batch is not over, or its results did not come.
        JobFailedError: The batch failed as a whole, and has no results.
        InferenceError: The root of these; also for what the calls themselves raise.
    """
    waiting = Wait(client, KIND, checked(client, options, RunOptions), batch_id)
    return carry_out(
        client, bounded(waiting, plans.results(client, batch_id, endpoint, waiting)), waiting.clock
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
    """The files of results of a batch that is over, in a directory that exists. Nothing is held in memory.

    They are called `<batch_id>-output.jsonl` and `<batch_id>-errors.jsonl`; `read_results` reads them. Raises what
    `batch_results` raises, and `OSError`.
    """
    waiting = Wait(client, KIND, checked(client, options, RunOptions), batch_id)
    return carry_out(
        client, bounded(waiting, plans.files(client, batch_id, Path(directory), waiting)), waiting.clock
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
) -> Iterator[BatchResult[Answer]]: ...
def read_results(path: str | os.PathLike[str], *, endpoint: str | None = None) -> Iterator[BatchResult[Any]]:
    """The results in a file, one at a time. `endpoint` is where the requests went; by default each answer is
    decoded as what it looks like. Close the iterator, or read it to its end, to have the file closed.
    """
    with Path(path).open("rb") as file:
        yield from LineReader(endpoint).lines(file)


def _order(
    requests: Requests, provider: str | None, endpoint: str | None, options: StartOptions | RunOptions
) -> plans.Order:
    return plans.Order(
        requests, provider, endpoint, options.get("request_id"), options.get("metadata", NOT_GIVEN)
    )


def _start(client: AnyClient, order: plans.Order, waiting: Wait[models.Batch]) -> Plan[models.Batch]:
    started = yield from plans.start(client, order, waiting)
    return started.batch
