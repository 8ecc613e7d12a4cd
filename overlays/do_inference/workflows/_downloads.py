"""Downloads from URLs in results: presigned URLs of object storage, public URLs of model hosts.

These hosts do not belong to the service. They, and the hosts that they redirect to, never receive the key or headers of
the client.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias, overload

from do_inference._atomic_write import check_place, replacing
from do_inference._clock import Clock
from do_inference.errors import APIConnectionError
from do_inference_generated._interface import Arguments, Operation, RequestOptions

from ._errors import DownloadTooLargeError
from ._plans import AnyClient, Plan, blocking, call, execute

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Coroutine

    from do_inference import AsyncClient, Client
    from do_inference._transport.connection import AsyncConnection, SyncConnection

    Connection: TypeAlias = SyncConnection | AsyncConnection

_FETCH: Final[Operation[Any, Any]] = Operation(
    id="workflows_download",
    resource="workflows",
    name="download",
    api="serverless",
    method="GET",
    path="/{url}",
    binary=True,
    secured=False,
    absolute_url="url",
    idempotent=True,
)
_WRITE_SIZE: Final = 1024 * 1024
"""Bytes that are collected before a write, because an async client starts a thread for each write."""


@dataclass(frozen=True, slots=True)
class DownloadedFile:
    """A downloaded file.

    Example:
        file = download(client, url, "image.png")
        print(file.path, file.size, file.content_type)
    """

    path: Path
    size: int
    """The number of bytes."""
    content_type: str
    """The media type in lower case, without parameters; empty if the server sent none."""


@overload
def download(
    client: Client,
    url: str,
    path: str | os.PathLike[str],
    *,
    max_bytes: int | None = None,
    deadline: float | None = None,
) -> DownloadedFile: ...
@overload
def download(
    client: AsyncClient,
    url: str,
    path: str | os.PathLike[str],
    *,
    max_bytes: int | None = None,
    deadline: float | None = None,
) -> Coroutine[None, None, DownloadedFile]: ...
def download(
    client: AnyClient,
    url: str,
    path: str | os.PathLike[str],
    *,
    max_bytes: int | None = None,
    deadline: float | None = None,
) -> DownloadedFile | Coroutine[None, None, DownloadedFile]:
    """Download a URL to a file, without holding the content in memory.

    A file at `path` is replaced when the download is complete; if it fails, the file is unchanged. If the connection
    breaks, the download starts again, up to the maximum number of retries of the client. The download uses the
    connection pool, proxies, timeouts and retries of the client, but never sends its key or headers.

    Args:
        client: A `Client` or an `AsyncClient`.
        url: An absolute https URL; plain http only to this machine, or with `allow_http` of the client.
        path: The path of the file.
        max_bytes: The maximum size in bytes. Default: no limit.
        deadline: The maximum duration in seconds. Default: no limit.

    Raises:
        DownloadTooLargeError: The file is larger than `max_bytes`.
        ValueError: The URL is invalid. `ConfigurationError` for plain http.
        APIStatusError: The server returned an error: 403 and 404 usually mean that the URL has expired.
        InferenceError: The base class of these errors; also for connection errors and timeouts.
        OSError: The file cannot be written.

    Example:
        job = jobs.run(client, model_id="fal-ai/flux/schnell", input={"prompt": "a lighthouse"})
        file = download(client, jobs.result_urls(job)[0], "lighthouse.png", max_bytes=20_000_000)
    """
    return execute(client, fetch_file(client, url, Path(path), max_bytes, deadline), Clock())


def fetch_bytes(client: AnyClient, url: str, options: RequestOptions) -> Any:
    """Return the content of a URL as `BinaryContent`; with an async client, return a coroutine.

    Raises:
        ValueError: The URL is invalid.
        InferenceError: The request failed.
    """
    return client.executor.request(_FETCH, Arguments(path={"url": url}), options)


def fetch_file(
    client: AnyClient, url: str, path: Path, max_bytes: int | None, deadline: float | None
) -> Plan[DownloadedFile]:
    """Download a URL to a file: the plan of `download`."""
    _check(url, path, max_bytes)
    connection = yield from _open(client, url, deadline)
    try:
        with replacing(path) as partial, partial.open("xb") as file:
            while True:
                try:
                    size = yield from _copy(connection, file, max_bytes)
                    break
                except APIConnectionError as error:
                    broken = error
                file.seek(0)
                file.truncate()
                connection = yield from _reopen(connection, broken)
    except GeneratorExit:  # The driver has stopped, so it cannot execute another step.
        raise
    except BaseException:
        yield from call(connection.close)
        raise
    return DownloadedFile(path, size, connection.content_type)


def _check(url: str, path: Path, max_bytes: int | None) -> None:
    if not isinstance(url, str):
        raise TypeError(f"the URL must be a string, not {type(url).__name__}")
    if not url.lower().startswith(("https://", "http://")):
        raise ValueError("the URL must begin with https://")
    if max_bytes is not None and (isinstance(max_bytes, bool) or not isinstance(max_bytes, int)):
        raise TypeError(f"max_bytes must be an integer, not {type(max_bytes).__name__}")
    check_place(path)


def _open(client: AnyClient, url: str, deadline: float | None) -> Plan[Connection]:
    # The description has no operation for other hosts, so the client has no method for it.
    options: RequestOptions = {} if deadline is None else {"deadline": deadline}
    arguments = Arguments(path={"url": url})
    action: Callable[[], Any] = lambda: client.executor.open(_FETCH, arguments, options)  # noqa: E731 - for its type
    connection: Connection = yield from call(action)
    return connection


def _reopen(connection: Connection, error: APIConnectionError) -> Plan[Connection]:
    action: Callable[[], Any] = lambda: connection.reopen(error)  # noqa: E731 - for its type
    again: Connection = yield from call(action)
    return again


def _copy(connection: Connection, file: IO[bytes], max_bytes: int | None) -> Plan[int]:
    length = connection.info.headers.get("content-length", "")
    _check_size(int(length) if length.isdigit() else 0, max_bytes)
    size = 0
    chunks: list[bytes] = []
    pending = 0
    while True:
        chunk: bytes = yield from call(connection.read)
        size += len(chunk)
        pending += len(chunk)
        _check_size(size, max_bytes)
        chunks.append(chunk)
        if pending >= _WRITE_SIZE or not chunk:
            block = b"".join(chunks)
            yield from blocking(lambda block=block: file.write(block))  # type: ignore[misc]
            chunks, pending = [], 0
        if not chunk:
            return size


def _check_size(size: int, max_bytes: int | None) -> None:
    if max_bytes is not None and size > max_bytes:
        raise DownloadTooLargeError(f"the file is larger than {max_bytes} bytes", limit=max_bytes)
