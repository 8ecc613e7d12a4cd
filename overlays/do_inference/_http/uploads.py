"""Request bodies that are files or contain files. The declared length is always the length that is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import httpx

from .files import Source, named_file, source_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence


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
