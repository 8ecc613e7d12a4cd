"""Bodies of uploads: files, and multipart forms (RFC 7578)."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .._json.codec import dumps
from .bodies import Payload, UploadBody
from .files import Source, file_content, named_file, source_of
from .parameters import encodable, serialize

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping


class SourceStream:
    """Sends bytes and files one after another, each from its beginning; files in a thread if asynchronous."""

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
    """An asynchronous iterator over a synchronous one, without a generator that stays unfinished if sending stops."""

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


def upload_of(sources: Sequence[bytes | Source], content_type: str | None) -> UploadBody:
    """Return a body that consists of `sources`."""
    length = sum(len(source) for source in sources)
    headers = [(b"Content-Length", str(length).encode())]
    if content_type is not None:
        headers.append((b"Content-Type", content_type.encode()))
    in_memory = [source for source in sources if isinstance(source, bytes)]
    whole = len(in_memory) == len(sources)
    return UploadBody(Payload(b"".join(in_memory)) if whole else SourceStream(sources), headers)


def file_upload(body: object) -> UploadBody:
    """Return a binary body: bytes, a path, or a readable file from its current position.

    Object storage rejects bodies without a length, so the length is always determined first. A file name is dropped,
    because a body without a form cannot carry it.
    """
    content, content_type = body, None
    if isinstance(body, tuple):
        _, content, content_type = named_file(body)
    return upload_of([source_of(content)], content_type)


class _Part(NamedTuple):
    """One part of a form."""

    content: Any
    filename: str | None = None
    content_type: str | None = None


def form_upload(fields: Mapping[str, Any], files: Collection[str] = ()) -> UploadBody:
    """Return a multipart form. Bytes, paths, readable files and `(name, content[, type])` become files, everything else
    text.

    Seekable files are sent from their beginning. Raises `TypeError` if a field named in `files` is not a file.
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
    """Return the boundary and the header fields before the content of a part."""
    lines = [f"--{boundary}", f'Content-Disposition: form-data; name="{_quoted(name)}"']
    if part.filename is not None:
        lines[-1] += f'; filename="{_quoted(part.filename)}"'
        lines.append(f"Content-Type: {part.content_type or _guess(part.filename)}")
    return "\r\n".join([*lines, "", ""]).encode()


def _quoted(text: str) -> str:
    """Return a name escaped like browsers do it (HTML, multipart/form-data encoding): control characters cannot end the
    field.
    """
    encodable("the name of a field or file", text)
    return "".join(f"%{ord(sign):02X}" if sign < " " or sign in '"\x7f' else sign for sign in text)


def _guess(filename: str) -> str:
    from mimetypes import guess_type

    return guess_type(filename)[0] or "application/octet-stream"


def _is_many(value: object) -> bool:
    """Return whether a field becomes several parts of the same name. A tuple that begins with a name is one file."""
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
