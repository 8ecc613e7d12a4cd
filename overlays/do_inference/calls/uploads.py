"""Request bodies that are not held in memory: files, and forms with files in them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from inspect import iscoroutinefunction
from io import TextIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

import httpx

from ..codec import dumps
from .plain_text import text_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

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


class PathFile:
    """A file that is opened when it is first read and closed at its end, so that nobody has to close it."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.name = os.fspath(path)
        self._size = Path(path).stat().st_size
        self._position = 0
        self._file: BinaryIO | None = None

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self.close()
        self._position = offset + (self._size if whence == os.SEEK_END else 0)
        return self._position

    def read(self, size: int = -1) -> bytes:
        if self._file is None:
            self._file = Path(self.name).open("rb")  # noqa: SIM115 - closed at the end of the file, or by `seek`
            self._file.seek(self._position)
        piece = self._file.read(size)
        self._position += len(piece)
        if not piece or size < 0:
            self.close()
        return piece

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


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
    """A binary body: bytes and text as they are, a path or a readable file as a stream of known length.

    Object storage takes no body of unknown length, so a file that cannot tell its length is read whole at
    once.
    """
    if isinstance(body, tuple):
        return _typed_upload(*body)
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    file = PathFile(body) if isinstance(body, os.PathLike) else body
    _check_binary(file)
    measured = _start_and_length(file)
    if measured is None:
        content: bytes = file.read()  # type: ignore[attr-defined]
        return content
    start, length = measured
    return Upload(FileStream(file, start), [(b"Content-Length", str(length).encode())], repeatable=True)


def _typed_upload(_name: str, content: object, content_type: str | None = None) -> Upload | bytes:
    """A file given with a name, which a bare body has no place for, and perhaps with its type."""
    upload = file_upload(content)
    if content_type is None:
        return upload
    if isinstance(upload, bytes):
        length = (b"Content-Length", str(len(upload)).encode())
        upload = Upload(Payload(upload), [length], repeatable=True)
    return upload._replace(headers=[*upload.headers, (b"Content-Type", content_type.encode("latin-1"))])


def form_upload(fields: Mapping[str, Any]) -> Upload:
    """A multipart form. Bytes, paths, readable files and `(name, content[, type])` are files, the rest is
    text.
    """
    parts: list[tuple[str, Any]] = []
    repeatable = True
    for name, value in fields.items():
        for item in value if _is_many(value) else [value]:
            part = _part(name, item)
            repeatable = repeatable and _is_repeatable(part[1])
            parts.append((name, part))
    request = httpx.Request("POST", "http://localhost", files=parts)
    headers = [
        (key, value)
        for key, value in request.headers.raw
        if key.lower() in (b"content-type", b"content-length", b"transfer-encoding")
    ]
    return Upload(request.stream, headers, repeatable)


def _is_many(value: object) -> bool:
    """Whether a field is several parts of one name. A tuple that begins with a name is one file."""
    if isinstance(value, str | bytes | bytearray | memoryview):
        return False
    return isinstance(value, Sequence) and not (
        isinstance(value, tuple) and value and isinstance(value[0], str)
    )


def _part(name: str, value: Any) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        head, content, *rest = value
        return (head, _content(content), *rest)
    if isinstance(value, bytes | bytearray | memoryview):
        return (name, bytes(value))
    if isinstance(value, os.PathLike) or hasattr(value, "read"):
        content = _content(value)
        given = getattr(content, "name", None)
        return (Path(given).name if isinstance(given, str) else name, content)
    return (None, _form_text(name, value))


def _content(value: Any) -> Any:
    if isinstance(value, os.PathLike):
        return PathFile(value)
    if isinstance(value, bytearray | memoryview):
        return bytes(value)
    if not isinstance(value, bytes | str):
        _check_binary(value)
    return value


def _check_binary(file: object) -> None:
    if isinstance(file, TextIOBase):
        raise TypeError("the file must be opened in binary mode, 'rb'")
    if iscoroutinefunction(getattr(file, "read", None)):
        raise TypeError("the file must be an ordinary one, not an asynchronous one; it is read in a thread")
    if not hasattr(file, "read"):
        raise TypeError(f"expected bytes, a path or a readable file, not {type(file).__name__}")


def _form_text(name: str, value: object) -> str:
    if value is None:
        return ""
    try:
        return text_of(name, value)
    except TypeError:
        return dumps(value).decode()


def _is_repeatable(content: Any) -> bool:
    if isinstance(content, bytes | str):
        return True
    seekable = getattr(content, "seekable", None)
    return bool(seekable()) if callable(seekable) else hasattr(content, "seek")


def _start_and_length(file: Any) -> tuple[int, int] | None:
    try:
        start = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(start)
    except (AttributeError, OSError, ValueError):
        return None
    return (start, end - start) if isinstance(end, int) else None
