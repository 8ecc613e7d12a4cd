"""Request bodies, and those that are files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import httpx

from .files import NamedFile, file_content, named_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

_PIECE: Final = 256 * 1024


class Upload(NamedTuple):
    """A body as it is sent, perhaps more than once."""

    stream: httpx.SyncByteStream | httpx.AsyncByteStream
    headers: list[tuple[bytes, bytes]]
    repeatable: bool
    """Whether it can be sent again from its beginning."""


class Payload(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in memory.

    Unlike httpx's own it leaves no unfinished generator behind when sending is cut short.
    """

    __slots__ = ("_content",)

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        return iter((self._content,))

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _Once(self._content)


class _Once:
    """Gives one value to `async for`."""

    __slots__ = ("_values",)

    def __init__(self, value: bytes) -> None:
        self._values = [value]

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self._values:
            raise StopAsyncIteration
        return self._values.pop()


class FileStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Reads a file piece by piece, from where it stood when it was given."""

    def __init__(self, file: Any, start: int | None) -> None:
        self._file = file
        self._start = start

    def __iter__(self) -> Iterator[bytes]:
        self._rewind()
        while piece := self._file.read(_PIECE):
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        from anyio import to_thread

        self._rewind()
        while True:
            piece = await to_thread.run_sync(self._file.read, _PIECE)
            if not piece:
                return
            yield piece

    def _rewind(self) -> None:
        if self._start is not None:
            self._file.seek(self._start)


def file_upload(body: object) -> Upload | bytes:
    """A binary body: bytes as they are, a path or a readable file as a stream of known length.

    Object storage takes no body of unknown length, so a file that cannot tell its length is read whole at
    once. A name given with it is dropped, as a bare body has no place for one.
    """
    named = named_file(body) if isinstance(body, tuple) else NamedFile("", file_content(body))
    upload = _upload(named.content)
    if named.content_type is None:
        return upload
    if isinstance(upload, bytes):
        length = (b"Content-Length", str(len(upload)).encode())
        upload = Upload(Payload(upload), [length], repeatable=True)
    return upload._replace(headers=[*upload.headers, (b"Content-Type", named.content_type.encode())])


def _upload(content: Any) -> Upload | bytes:
    if isinstance(content, bytes):
        return content
    measured = _start_and_length(content)
    if measured is None:
        whole: bytes = content.read()
        return whole
    start, length = measured
    return Upload(FileStream(content, start), [(b"Content-Length", str(length).encode())], repeatable=True)


def _start_and_length(file: Any) -> tuple[int, int] | None:
    try:
        start = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(start)
    except (AttributeError, OSError, ValueError):
        return None
    return (start, end - start) if isinstance(end, int) else None
