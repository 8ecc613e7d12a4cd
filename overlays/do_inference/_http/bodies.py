"""Request bodies. A body always declares the length that is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from .uploads import SourceStream


class UploadBody(NamedTuple):
    """A request body with its headers. Each attempt sends it from the beginning."""

    stream: Payload | SourceStream
    headers: list[tuple[bytes, bytes]]


class Payload:
    """A body in memory."""

    __slots__ = ("_content",)

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        return iter((self._content,))

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _Once(self._content)


class _Once:
    """An asynchronous iterator over one value."""

    __slots__ = ("_values",)

    def __init__(self, value: bytes) -> None:
        self._values = [value]

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self._values:
            raise StopAsyncIteration
        return self._values.pop()
