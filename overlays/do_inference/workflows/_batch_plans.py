"""Plans for batches: starting one, waiting for it, fetching its results."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple, TypeAlias

from do_inference import models
from do_inference.errors import (
    APIError,
    ConflictError,
    DecodingError,
    NotFoundError,
    PermissionDeniedError,
    PreconditionFailedError,
)
from do_inference_generated._interface import NOT_GIVEN, NotGiven, RequestOptions

from ._batch_input import BatchInput, Requests, check_file, path_of, requests_of, temporary_file, write_file
from ._batch_output import BatchOutcome, BatchResult, ResultParser, ResultUrls, endpoint_of, find_urls
from ._downloads import fetch_file
from ._errors import JobFailedError, ResultsNotReadyError
from ._plans import AnyClient, Plan, blocking, call
from ._polling import JobType, Polling, Stage, stage_of
from ._waiting import SETTLING, NotYetError, Wait, retry, wait_for

Batch: TypeAlias = models.Batch
Metadata: TypeAlias = Mapping[str, str] | NotGiven | None


def _reason(batch: Batch) -> object:
    messages = [
        f"{error.message or error.code}{f' (line {error.line})' if error.line else ''}"
        for error in (batch.errors or [])[:3]
    ]
    return "; ".join(messages)


JOB_TYPE: Final[JobType[Batch]] = JobType(
    noun="batch", polling=Polling(initial=5.0, maximum=60.0), reason=_reason
)


class BatchSpec(NamedTuple):
    """The parameters of a batch to start."""

    requests: Requests
    provider: str | None
    endpoint: str | None
    request_id: str | None
    metadata: Metadata


class StartedBatch(NamedTuple):
    """A batch that was started, and its input."""

    batch: Batch
    source: BatchInput


class BatchFiles(NamedTuple):
    """The downloaded result files of a batch. Each is None if the file does not exist.

    Example:
        files = download_results(client, batch_id, "results")
        if files.output is not None:
            results = list(read_results(files.output))
    """

    batch: Batch
    output: Path | None
    """One result per line."""
    errors: Path | None
    """One failed request per line."""


def start(client: AnyClient, spec: BatchSpec, waiting: Wait[Batch]) -> Plan[StartedBatch]:
    """Check and upload the requests, and create the batch."""
    path = path_of(spec.requests)
    if path is not None:
        source = yield from blocking(lambda: check_file(path, spec.provider, spec.endpoint))
        return StartedBatch((yield from _create(client, spec, source, waiting)), source)
    requests = requests_of(spec.requests)
    with temporary_file() as file:
        source = yield from blocking(lambda: write_file(requests, spec.provider, spec.endpoint, file))
        file.close()
        return StartedBatch((yield from _create(client, spec, source, waiting)), source)


def _create(client: AnyClient, spec: BatchSpec, source: BatchInput, waiting: Wait[Batch]) -> Plan[Batch]:
    file_id = yield from _upload(client, source, waiting)
    request_id = spec.request_id or str(uuid.uuid4())
    endpoint = source.format.create_endpoint
    options = waiting.call_options()
    try:
        batch: Batch = yield from call(
            lambda: client.batches.create(
                file_id=file_id,
                provider=source.format.provider,
                completion_window="24h",
                request_id=request_id,
                endpoint=NOT_GIVEN if endpoint is None else endpoint,
                metadata=spec.metadata,
                **options,
            )
        )
    except APIError as error:
        error.add_note(f"while creating a batch from file {file_id} with request_id {request_id}")
        raise
    waiting.job_id, waiting.job = batch.batch_id, batch
    if not batch.batch_id:
        raise DecodingError("the server returned no batch_id of the new batch", response=batch.response)
    return batch


def _upload(client: AnyClient, source: BatchInput, waiting: Wait[Batch]) -> Plan[str]:
    """Upload a file and return its id. A rejected URL may have expired, so a second one is requested once."""
    for attempt in (1, 2):
        options = waiting.call_options()
        file: models.BatchFile = yield from call(
            lambda options=options: client.batches.files.create(file_name=source.name, **options)  # type: ignore[misc]
        )
        if not file.upload_url or not file.file_id:
            raise DecodingError("the server returned no URL for the upload", response=file.response)
        url = file.upload_url
        options = waiting.call_options()
        try:
            yield from call(
                lambda url=url, options=options: client.batches.files.upload(  # type: ignore[misc]
                    url, content=source.path, **options
                )
            )
        except PermissionDeniedError:
            if attempt == 2:
                raise
        else:
            return file.file_id
    raise AssertionError("unreachable")


def wait(client: AnyClient, batch_id: str, waiting: Wait[Batch], started: Batch | None = None) -> Plan[Batch]:
    """Wait until the batch is completed, and return it."""

    def poll(options: RequestOptions) -> Plan[Batch]:
        batch: Batch = yield from call(lambda: client.batches.retrieve(batch_id, **options))
        return batch

    return (yield from wait_for(waiting, poll, started))


def run(client: AnyClient, spec: BatchSpec, waiting: Wait[Batch]) -> Plan[BatchOutcome[Any]]:
    """Start a batch, wait for it, and fetch its results."""
    started = yield from start(client, spec, waiting)
    batch = yield from wait(client, started.batch.batch_id, waiting, started.batch)
    outcome = yield from _outcome(client, batch, started.source.format.endpoint, waiting)
    missing = tuple(name for name in started.source.custom_ids if name not in outcome.results)
    return BatchOutcome(outcome.batch, outcome.results, missing, outcome.unassigned)


def results(
    client: AnyClient, batch_id: str, endpoint: str | None, waiting: Wait[Batch]
) -> Plan[BatchOutcome[Any]]:
    """Fetch the results of a finished batch."""
    batch = yield from _finished(client, batch_id, waiting)
    return (yield from _outcome(client, batch, endpoint, waiting))


def files(client: AnyClient, batch_id: str, directory: Path, waiting: Wait[Batch]) -> Plan[BatchFiles]:
    """Download the result files of a finished batch to a directory."""
    batch = yield from _finished(client, batch_id, waiting)
    return (yield from _fetch(client, batch, directory, waiting))


def _finished(client: AnyClient, batch_id: str, waiting: Wait[Batch]) -> Plan[Batch]:
    options = waiting.call_options()
    batch: Batch = yield from call(lambda: client.batches.retrieve(batch_id, **options))
    waiting.job = batch
    if stage_of(batch.status) in (None, Stage.UNDER_WAY):
        raise ResultsNotReadyError(
            f"batch {batch_id} is not finished: its status is {batch.status}; use wait_batch", job=batch
        )
    return batch


def _outcome(
    client: AnyClient, batch: Batch, endpoint: str | None, waiting: Wait[Batch]
) -> Plan[BatchOutcome[Any]]:
    parser = ResultParser(endpoint or endpoint_of(batch))
    with TemporaryDirectory(prefix="call-inference-") as directory:
        found = yield from _fetch(client, batch, Path(directory), waiting)
        return (yield from blocking(lambda: gather(parser, found)))


def gather(parser: ResultParser, found: BatchFiles) -> BatchOutcome[Any]:
    """Parse the result files of a batch."""
    named: dict[str, BatchResult[Any]] = {}
    unassigned: list[BatchResult[Any]] = []
    for path in (found.errors, found.output):  # In this spec, because a result replaces an error.
        if path is None:
            continue
        with path.open("rb") as file:
            for result in parser.lines(file):
                if not result.custom_id:
                    unassigned.append(result)
                elif result.error is None or result.custom_id not in named:
                    named[result.custom_id] = result
    return BatchOutcome(found.batch, named, unassigned=tuple(unassigned))


def _fetch(client: AnyClient, batch: Batch, directory: Path, waiting: Wait[Batch]) -> Plan[BatchFiles]:
    """Download the result files. The URLs are short-lived: if one is rejected, new ones are requested once."""
    urls = yield from _urls(client, batch, waiting)
    try:
        return (yield from _download(client, batch, urls, directory, waiting))
    except PermissionDeniedError:
        urls = yield from _urls(client, batch, waiting)
        return (yield from _download(client, batch, urls, directory, waiting))


def _download(
    client: AnyClient, batch: Batch, urls: ResultUrls, directory: Path, waiting: Wait[Batch]
) -> Plan[BatchFiles]:
    paths: list[Path | None] = []
    for url, name in ((urls.output, "output"), (urls.errors, "errors")):
        path = None if url is None else directory / f"{_safe_file_name(batch.batch_id)}-{name}.jsonl"
        if url is not None and path is not None:
            yield from fetch_file(client, url, path, None, waiting.call_options().get("deadline"))
        paths.append(path)
    return BatchFiles(batch, paths[0], paths[1])


def _safe_file_name(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in name)


def _urls(client: AnyClient, batch: Batch, waiting: Wait[Batch]) -> Plan[ResultUrls]:
    def fetch(options: RequestOptions) -> Plan[ResultUrls]:
        try:
            response: models.BatchResults = yield from call(
                lambda: client.batches.results(batch.batch_id, **options)
            )
        except (PreconditionFailedError, NotFoundError, ConflictError) as error:
            raise NotYetError(_not_ready(batch, error.message)) from error
        urls = find_urls(response)
        if urls == (None, None) and response.result_available is not True:
            raise NotYetError(_not_ready(batch, response.message))
        return urls

    failed = stage_of(batch.status) is Stage.FAILED
    # A failed batch usually has no results, and never late ones.
    polling = Polling(failures=1) if failed else SETTLING
    return (yield from retry(waiting, fetch, polling=polling))


def _not_ready(batch: Batch, message: str | None) -> ResultsNotReadyError | JobFailedError:
    reason = f": {message}" if message else ""
    if stage_of(batch.status) is Stage.FAILED:
        reason = f": {_reason(batch)}" if batch.errors else reason
        return JobFailedError(f"batch {batch.batch_id} failed and has no results{reason}", job=batch)
    return ResultsNotReadyError(
        f"the status of batch {batch.batch_id} is {batch.status}, but its results are not available{reason}",
        job=batch,
    )
