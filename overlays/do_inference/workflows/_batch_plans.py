"""Plans of batches: start one, wait for it, fetch what came of it."""

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
from ._batch_output import BatchOutcome, BatchResult, LineReader, ResultUrls, endpoint_of, find_urls
from ._downloads import fetch_file
from ._errors import JobFailedError, ResultsNotReadyError
from ._polling import Kind, Polling, Wait
from ._states import Stage, stage_of
from ._steps import AnyClient, Plan, do, work
from ._waiting import SETTLING, NotYetError, persist, wait_for

Batch: TypeAlias = models.Batch
Metadata: TypeAlias = Mapping[str, str] | NotGiven | None


def _reason(batch: Batch) -> object:
    told = [
        f"{error.message or error.code}{f' (line {error.line})' if error.line else ''}"
        for error in (batch.errors or [])[:3]
    ]
    return "; ".join(told)


KIND: Final[Kind[Batch]] = Kind(noun="batch", polling=Polling(initial=5.0, maximum=60.0), reason=_reason)


class Order(NamedTuple):
    """A batch that is to be made."""

    requests: Requests
    provider: str | None
    endpoint: str | None
    request_id: str | None
    metadata: Metadata


class Started(NamedTuple):
    """A batch that was made, and what it was made from."""

    batch: Batch
    source: BatchInput


class BatchFiles(NamedTuple):
    """The files of a batch's results, as they came. Each is None where there is none."""

    batch: Batch
    output: Path | None
    """One result a line."""
    errors: Path | None
    """One request that failed a line."""


def start(client: AnyClient, order: Order, waiting: Wait[Batch]) -> Plan[Started]:
    """Check and upload the requests, and start a batch of them."""
    path = path_of(order.requests)
    if path is not None:
        source = yield from work(lambda: check_file(path, order.provider, order.endpoint))
        return Started((yield from _submit(client, order, source, waiting)), source)
    requests = requests_of(order.requests)
    with temporary_file() as file:
        source = yield from work(lambda: write_file(requests, order.provider, order.endpoint, file))
        file.close()
        return Started((yield from _submit(client, order, source, waiting)), source)


def _submit(client: AnyClient, order: Order, source: BatchInput, waiting: Wait[Batch]) -> Plan[Batch]:
    file_id = yield from _upload(client, source, waiting)
    request_id = order.request_id or str(uuid.uuid4())
    endpoint = source.form.endpoint_told
    call = waiting.call_options()
    try:
        batch: Batch = yield from do(
            lambda: client.batches.create(
                file_id=file_id,
                provider=source.form.provider,
                completion_window="24h",
                request_id=request_id,
                endpoint=NOT_GIVEN if endpoint is None else endpoint,
                metadata=order.metadata,
                **call,
            )
        )
    except APIError as error:
        error.add_note(f"the batch was to be created from file {file_id} with request_id {request_id}")
        raise
    waiting.name, waiting.job = batch.batch_id, batch
    if not batch.batch_id:
        raise DecodingError("the server told no batch_id of the batch it created", response=batch.response)
    return batch


def _upload(client: AnyClient, source: BatchInput, waiting: Wait[Batch]) -> Plan[str]:
    """Upload a file and return its name. A URL that is refused may have run out: another is tried once."""
    for attempt in (1, 2):
        call = waiting.call_options()
        file: models.BatchFile = yield from do(
            lambda call=call: client.batches.files.create(file_name=source.name, **call)  # type: ignore[misc]
        )
        if not file.upload_url or not file.file_id:
            raise DecodingError("the server told no URL to upload the file to", response=file.response)
        url = file.upload_url
        call = waiting.call_options()
        try:
            yield from do(
                lambda url=url, call=call: client.batches.files.upload(  # type: ignore[misc]
                    url, content=source.path, **call
                )
            )
        except PermissionDeniedError:
            if attempt == 2:
                raise
        else:
            return file.file_id
    raise AssertionError("unreachable")


def wait(client: AnyClient, batch_id: str, waiting: Wait[Batch], started: Batch | None = None) -> Plan[Batch]:
    """The batch, once it is completed."""

    def look(options: RequestOptions) -> Plan[Batch]:
        batch: Batch = yield from do(lambda: client.batches.retrieve(batch_id, **options))
        return batch

    return (yield from wait_for(waiting, look, started))


def run(client: AnyClient, order: Order, waiting: Wait[Batch]) -> Plan[BatchOutcome[Any]]:
    """Start a batch, wait for it, and fetch its results."""
    started = yield from start(client, order, waiting)
    batch = yield from wait(client, started.batch.batch_id, waiting, started.batch)
    outcome = yield from _outcome(client, batch, started.source.form.endpoint, waiting)
    missing = tuple(name for name in started.source.custom_ids if name not in outcome.results)
    return BatchOutcome(outcome.batch, outcome.results, missing, outcome.unassigned)


def results(
    client: AnyClient, batch_id: str, endpoint: str | None, waiting: Wait[Batch]
) -> Plan[BatchOutcome[Any]]:
    """The results of a batch that is over."""
    batch = yield from _ended(client, batch_id, waiting)
    return (yield from _outcome(client, batch, endpoint, waiting))


def files(client: AnyClient, batch_id: str, directory: Path, waiting: Wait[Batch]) -> Plan[BatchFiles]:
    """The files of a batch that is over, in a directory."""
    batch = yield from _ended(client, batch_id, waiting)
    return (yield from _fetch(client, batch, directory, waiting))


def _ended(client: AnyClient, batch_id: str, waiting: Wait[Batch]) -> Plan[Batch]:
    call = waiting.call_options()
    batch: Batch = yield from do(lambda: client.batches.retrieve(batch_id, **call))
    waiting.job = batch
    if stage_of(batch.status) in (None, Stage.UNDER_WAY):
        raise ResultsNotReadyError(
            f"batch {batch_id} is not over yet: it is {batch.status}; see wait_batch", job=batch
        )
    return batch


def _outcome(
    client: AnyClient, batch: Batch, endpoint: str | None, waiting: Wait[Batch]
) -> Plan[BatchOutcome[Any]]:
    reader = LineReader(endpoint or endpoint_of(batch))
    with TemporaryDirectory(prefix="do-inference-") as directory:
        found = yield from _fetch(client, batch, Path(directory), waiting)
        return (yield from work(lambda: gather(reader, found)))


def gather(reader: LineReader, found: BatchFiles) -> BatchOutcome[Any]:
    """The results in the files of a batch."""
    named: dict[str, BatchResult[Any]] = {}
    unassigned: list[BatchResult[Any]] = []
    for path in (found.errors, found.output):  # In this order: an answer replaces an error.
        if path is None:
            continue
        with path.open("rb") as file:
            for result in reader.lines(file):
                if not result.custom_id:
                    unassigned.append(result)
                elif result.error is None or result.custom_id not in named:
                    named[result.custom_id] = result
    return BatchOutcome(found.batch, named, unassigned=tuple(unassigned))


def _fetch(client: AnyClient, batch: Batch, directory: Path, waiting: Wait[Batch]) -> Plan[BatchFiles]:
    """Download what there is. The URLs are short-lived: where one is refused, they are asked for again, once."""
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
        path = None if url is None else directory / f"{_safe(batch.batch_id)}-{name}.jsonl"
        if url is not None and path is not None:
            yield from fetch_file(client, url, path, None, waiting.call_options().get("deadline"))
        paths.append(path)
    return BatchFiles(batch, paths[0], paths[1])


def _safe(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in name)


def _urls(client: AnyClient, batch: Batch, waiting: Wait[Batch]) -> Plan[ResultUrls]:
    def fetch(options: RequestOptions) -> Plan[ResultUrls]:
        try:
            answer: models.BatchResults = yield from do(
                lambda: client.batches.results(batch.batch_id, **options)
            )
        except (PreconditionFailedError, NotFoundError, ConflictError) as error:
            raise NotYetError(_not_ready(batch, error.message)) from error
        urls = find_urls(answer)
        if urls == (None, None) and answer.result_available is not True:
            raise NotYetError(_not_ready(batch, answer.message))
        return urls

    failed = stage_of(batch.status) is Stage.FAILED
    # A batch that failed as a whole mostly has no results, and none that are late.
    polling = Polling(failures=1) if failed else SETTLING
    return (yield from persist(waiting, fetch, polling=polling))


def _not_ready(batch: Batch, told: str | None) -> ResultsNotReadyError | JobFailedError:
    because = f": {told}" if told else ""
    if stage_of(batch.status) is Stage.FAILED:
        because = f": {_reason(batch)}" if batch.errors else because
        return JobFailedError(f"batch {batch.batch_id} failed and has no results{because}", job=batch)
    return ResultsNotReadyError(
        f"batch {batch.batch_id} is {batch.status}, but its results are not there{because}", job=batch
    )
