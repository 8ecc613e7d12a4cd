"""Request bodies that are files or contain files. The declared length is always the length that is sent."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

from .._json.codec import dumps
from .files import Source, file_content, named_file, source_of
from .parameters import encodable, serialize

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping


class Upload(NamedTuple):
    """A body as it is sent. It can be sent again from its beginning."""

    stream: httpx.SyncByteStream | httpx.AsyncByteStream
    headers: list[tuple[bytes, bytes]]


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


class SourceStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Sends bytes and files one after another, each from its beginning. Under `async` files are read in a thread."""

    __slots__ = ("_sources",)

    def __init__(self, sources: Sequence[bytes | Source]) -> None:
        self._sources = sources

    def __iter__(self) -> Iterator[bytes]:
        for source in self._sources:
            if isinstance(source, bytes):
                yield source
            else:
                yield from source.pieces()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _InThread(iter(self))


class _InThread:
    """Gives what an iterator gives to `async for`. A generator would stay unfinished when sending stops."""

    __slots__ = ("_pieces",)

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        from anyio import to_thread

        piece = await to_thread.run_sync(next, self._pieces, None)
        if piece is None:
            raise StopAsyncIteration
        return piece


def upload_of(sources: Sequence[bytes | Source], content_type: str | None) -> Upload:
    """The body that consists of `sources`, with its headers."""
    length = sum(len(source) for source in sources)
    headers = [(b"Content-Length", str(length).encode())]
    if content_type is not None:
        headers.append((b"Content-Type", content_type.encode()))
    in_memory = [source for source in sources if isinstance(source, bytes)]
    whole = len(in_memory) == len(sources)
    return Upload(Payload(b"".join(in_memory)) if whole else SourceStream(sources), headers)


def file_upload(body: object) -> Upload:
    """A binary body: bytes as they are, a path or a readable file from its current position.

    Object storage takes no body of unknown length, so every body has one. A name given with the file is dropped, as a
    bare body has no place for it.
    """
    content, content_type = body, None
    if isinstance(body, tuple):
        _, content, content_type = named_file(body)
    return upload_of([source_of(content)], content_type)


class _Part(NamedTuple):
    """A field of a form as it is sent."""

    content: Any
    filename: str | None = None
    content_type: str | None = None


def form_upload(fields: Mapping[str, Any], files: Collection[str] = ()) -> Upload:
    """A multipart form. Bytes, paths, readable files and `(name, content[, type])` are files, the rest is text.

    Files that can go back are sent from their beginning. Raises `TypeError` if one of the fields named in `files` is no
    file.
    """
    boundary = os.urandom(16).hex()
    sources: list[bytes | Source] = []
    for name, value in fields.items():
        for item in value if _is_many(value) else [value]:
            part = _part(name, item, is_file=name in files)
            sources += [_head(boundary, name, part), source_of(part.content, whole=True), b"\r\n"]
    sources.append(f"--{boundary}--\r\n".encode())
    return upload_of(sources, f"multipart/form-data; boundary={boundary}")


def _head(boundary: str, name: str, part: _Part) -> bytes:
    """The line between two parts and the header fields of a part."""
    lines = [f"--{boundary}", f'Content-Disposition: form-data; name="{_quoted(name)}"']
    if part.filename is not None:
        lines[-1] += f'; filename="{_quoted(part.filename)}"'
        lines.append(f"Content-Type: {part.content_type or _guess(part.filename)}")
    return "\r\n".join([*lines, "", ""]).encode()


def _quoted(text: str) -> str:
    """A name as browsers write it (HTML, multipart/form-data encoding); control characters cannot end the field."""
    encodable("the name of a field or file", text)
    return "".join(f"%{ord(sign):02X}" if sign < " " or sign in '"\x7f' else sign for sign in text)


def _guess(filename: str) -> str:
    from mimetypes import guess_type

    return guess_type(filename)[0] or "application/octet-stream"


def _is_many(value: object) -> bool:
    """Whether a field is several parts of one name. A tuple that begins with a name is one file."""
    if isinstance(value, str | bytes | bytearray | memoryview):
        return False
    return isinstance(value, Sequence) and not (
        isinstance(value, tuple) and value and isinstance(value[0], str)
    )


def _part(name: str, value: Any, *, is_file: bool) -> _Part:
    if isinstance(value, tuple):
        filename, content, content_type = named_file(value)
        return _Part(content, filename, content_type)
    if isinstance(value, bytes | bytearray | memoryview):
        return _Part(bytes(value), name)
    if is_file or isinstance(value, os.PathLike) or hasattr(value, "read"):
        try:
            content = file_content(value)
        except (TypeError, ValueError) as error:
            raise type(error)(f"{name}: {error}") from None
        given = getattr(content, "name", None)
        return _Part(content, Path(given).name if isinstance(given, str) else name)
    return _Part(_form_text(name, value).encode())


def _form_text(name: str, value: object) -> str:
    if value is None:
        return ""
    try:
        return serialize(name, value)
    except TypeError:
        return dumps(value).decode()
