"""Fetches files from URLs that results name: presigned ones of object storage, public ones of model hosts.

They are foreign: they get no key and none of a client's headers, and neither does what they redirect to.
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
from ._steps import AnyClient, Plan, carry_out, do, work

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
_WRITTEN_AT_ONCE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that was fetched."""

    path: Path
    size: int
    """Bytes."""
    content_type: str
    """Lower case, without parameters; empty where the server named none."""


@overload
def download(
    client: Client,
    url: str,
    path: str | os.PathLike[str],
    *,
    max_bytes: int | None = None,
    deadline: float | None = None,
) -> Downloaded: ...
@overload
def download(
    client: AsyncClient,
    url: str,
    path: str | os.PathLike[str],
    *,
    max_bytes: int | None = None,
    deadline: float | None = None,
) -> Coroutine[None, None, Downloaded]: ...
def download(
    client: AnyClient,
    url: str,
    path: str | os.PathLike[str],
    *,
    max_bytes: int | None = None,
    deadline: float | None = None,
) -> Downloaded | Coroutine[None, None, Downloaded]:
    """Fetch a URL into a file, piece by piece.

    The file at `path` is replaced once all is there; until then, and where it fails, it stays as it was. A
    connection that breaks in the middle is begun anew, as often as the client's retries allow. Of the client this
    uses connections, proxies, timeouts and retries; its key and headers are never sent.

    Args:
        client: Whose connections to use.
        url: An absolute URL, https; plain http only to this machine, or with the client's `allow_http`.
        path: Where the file shall be.
        max_bytes: How large it may be at most. Default: no limit.
        deadline: Seconds that it may take in all. Default: no limit.

    Raises:
        DownloadTooLargeError: There are more than `max_bytes`.
        ValueError: This is no URL to fetch. `ConfigurationError` for plain http.
        APIStatusError: The server refused: 403 and 404 mostly mean that the URL ran out.
        InferenceError: The root of these; also for lost connections and time limits.
        OSError: The file cannot be written.
    """
    return carry_out(client, fetch_file(client, url, Path(path), max_bytes, deadline), Clock())


def fetch_bytes(client: AnyClient, url: str, options: RequestOptions) -> Any:
    """What is at a URL, held in memory: `BinaryContent`, to be awaited with an asynchronous client.

    Raises `ValueError` for what is no https URL, and `InferenceError`. No key or header of the client goes there.
    """
    return client.executor.request(_FETCH, Arguments(path={"url": url}), options)


def fetch_file(
    client: AnyClient, url: str, path: Path, max_bytes: int | None, deadline: float | None
) -> Plan[Downloaded]:
    """The plan of `download`."""
    _check(url, path, max_bytes)
    connection = yield from _opened(client, url, deadline)
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
                connection = yield from _reopened(connection, broken)
    except GeneratorExit:  # Nobody carries out what would be asked for here.
        raise
    except BaseException:
        yield from do(connection.close)
        raise
    return Downloaded(path, size, connection.content_type)


def _check(url: str, path: Path, max_bytes: int | None) -> None:
    if not isinstance(url, str):
        raise TypeError(f"the URL must be a string, not {type(url).__name__}")
    if not url.lower().startswith(("https://", "http://")):
        raise ValueError("the URL must begin with https://")
    if max_bytes is not None and (isinstance(max_bytes, bool) or not isinstance(max_bytes, int)):
        raise TypeError(f"max_bytes must be a number of bytes, not {type(max_bytes).__name__}")
    check_place(path)


def _opened(client: AnyClient, url: str, deadline: float | None) -> Plan[Connection]:
    # No operation of the description fetches a foreign URL, so there is no method for it on the client.
    options: RequestOptions = {} if deadline is None else {"deadline": deadline}
    arguments = Arguments(path={"url": url})
    action: Callable[[], Any] = lambda: client.executor.open(_FETCH, arguments, options)  # noqa: E731 - for its type
    connection: Connection = yield from do(action)
    return connection


def _reopened(connection: Connection, error: APIConnectionError) -> Plan[Connection]:
    action: Callable[[], Any] = lambda: connection.reopen(error)  # noqa: E731 - for its type
    again: Connection = yield from do(action)
    return again


def _copy(connection: Connection, file: IO[bytes], max_bytes: int | None) -> Plan[int]:
    told = connection.info.headers.get("content-length", "")
    _check_size(int(told) if told.isdigit() else 0, max_bytes)
    size = 0
    pieces: list[bytes] = []
    held = 0
    while True:
        piece: bytes = yield from do(connection.read)
        size += len(piece)
        held += len(piece)
        _check_size(size, max_bytes)
        pieces.append(piece)
        if held >= _WRITTEN_AT_ONCE or not piece:
            block = b"".join(pieces)
            yield from work(lambda block=block: file.write(block))  # type: ignore[misc]
            pieces, held = [], 0
        if not piece:
            return size


def _check_size(size: int, max_bytes: int | None) -> None:
    if max_bytes is not None and size > max_bytes:
        raise DownloadTooLargeError(f"the file has more than {max_bytes} bytes", limit=max_bytes)
