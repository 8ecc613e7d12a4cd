"""Removes content codings from bodies, in bounded steps and without I/O (RFC 9110, section 8.4).

A few kilobytes can hold gigabytes, and a chain of codings far more. Every coding of a chain is therefore decoded in
steps of at most `STEP` bytes, and its output is limited. Memory use is the output that the caller keeps, and one step
for each coding.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from ..errors import DecodingError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from .metadata import ResponseMetadata

STEP: Final = 128 * 1024
"""The most bytes that one coding takes or gives at once."""
LARGEST_GROWTH: Final = 200
ALWAYS_ALLOWED: Final = 16 * 1024 * 1024
"""A coding may give `LARGEST_GROWTH` times the bytes of the response, and at least `ALWAYS_ALLOWED` bytes."""
DEFAULT_MAX_BODY_SIZE: Final = 256 * 1024 * 1024
_MOST_CODINGS: Final = 4
_ALIASES: Final = {"x-gzip": "gzip"}
_SUPPORTED: Final = frozenset({"gzip", "deflate"})
"""The codings that requests ask for."""
_MEMBER: Final = b"\x1f\x8b"
"""The first bytes of each member of a gzip body (RFC 1952)."""


def codings(info: ResponseMetadata) -> list[str]:
    """The codings of a body in the order in which the server applied them, without `identity`.

    They can be listed in one header field or in several.
    """
    listed = info.fields(b"content-encoding")
    names = [name.strip().lower() for value in listed for name in value.split(",")]
    return [_ALIASES.get(name, name) for name in names if name not in ("", "identity")]


class ContentDecoder:
    """Removes the codings of one body.

    Raises `DecodingError` for a coding that was not requested and for a body that is malformed, incomplete or grows
    too much. Without `limited` only the body itself may have any size: a coding below it can grow without giving
    anything, so that nothing else would end it.
    """

    __slots__ = ("_came", "_info", "_layers", "_limited")

    def __init__(self, info: ResponseMetadata, names: Sequence[str], *, limited: bool = True) -> None:
        self._info = info
        self._limited = limited
        self._came = 0
        unsupported = [name for name in names if name not in _SUPPORTED]
        if unsupported:
            raise self._error(f"it is compressed as {unsupported[0]!r}, which was not asked for")
        if len(names) > _MOST_CODINGS:
            raise self._error(f"it is compressed {len(names)} times")
        self._layers = [_Inflater(name) for name in reversed(names)]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What `data` adds to the body, in pieces of at most `STEP` bytes. Nothing that can be decoded is held back."""
        for start in range(0, len(data), STEP):
            part = data[start : start + STEP]
            self._came += len(part)
            try:
                yield from self._through(0, part)
            except zlib.error as error:
                raise self._error(str(error)) from error

    def finish(self) -> None:
        """Raise `DecodingError` if the body ended before its compressed data did."""
        if not all(layer.is_complete for layer in self._layers):
            raise self._error("it ends before its compressed data does")

    def _through(self, number: int, data: bytes) -> Iterator[bytes]:
        if number == len(self._layers):
            yield data
            return
        layer = self._layers[number]
        for piece in layer.feed(data):
            limit = max(self._came * LARGEST_GROWTH, ALWAYS_ALLOWED)
            is_last = number + 1 == len(self._layers)
            if layer.given > limit and (self._limited or not is_last):
                raise self._error(f"it grows to more than {limit} bytes, from {self._came}")
            yield from self._through(number + 1, piece)

    def _error(self, reason: str) -> DecodingError:
        return DecodingError(
            f"the body of the response cannot be decompressed: {reason}", response=self._info
        )


class _Inflater:
    """Decodes one coding. `gzip` may have several members; bytes after the last one are ignored, as padding is."""

    __slots__ = ("_coding", "_ended", "_held", "_inflate", "given")

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._held = b""
        """The first byte of a member, until the second one tells what it is."""
        self._inflate: zlib._Decompress | None = None
        self._ended = False
        """Whether a whole member was decoded."""
        self.given = 0

    @property
    def is_complete(self) -> bool:
        return self._inflate is None and (self._ended or not self._held)

    def feed(self, data: bytes) -> Iterator[bytes]:
        data = self._held + data
        self._held = b""
        while data:
            if self._inflate is None:
                if len(data) < 2:
                    self._held = data
                    return
                self._inflate = self._next(data)
                if self._inflate is None:
                    return
            inflate = self._inflate
            while not inflate.eof:
                piece = inflate.decompress(data, STEP)
                data = inflate.unconsumed_tail
                if piece:
                    self.given += len(piece)
                    yield piece
                if len(piece) < STEP and not data:  # A full piece may leave output in the decompressor.
                    break
            if inflate.eof:
                data = inflate.unused_data
                self._inflate = None
                self._ended = True

    def _next(self, data: bytes) -> zlib._Decompress | None:
        """The decompressor of the member that begins with `data`; None for bytes after the last member."""
        if self._coding == "gzip":
            if self._ended and not data.startswith(_MEMBER):
                return None
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        if self._ended:
            return None
        # Some servers send deflate without the zlib header that it has by the standard.
        has_header = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


class BodyReader:
    """Collects a whole body, decompressed and limited to `max_size` bytes."""

    __slots__ = ("_decoder", "_info", "_max", "_pieces", "_size")

    def __init__(self, info: ResponseMetadata, max_size: int) -> None:
        names = codings(info)
        self._decoder = ContentDecoder(info, names) if names else None
        self._info = info
        self._max = max_size
        self._pieces: list[bytes] = []
        self._size = 0
        declared = info.field(b"content-length")
        if declared.isdecimal() and len(declared) < 20 and int(declared) > max_size:
            raise self._too_large()

    def add(self, piece: bytes) -> None:
        """Take a piece as it came. Raises `DecodingError`."""
        if self._decoder is None:
            self._keep(piece)
            return
        for decoded in self._decoder.feed(piece):
            self._keep(decoded)

    def finish(self) -> bytes:
        """The body. Raises `DecodingError` if it is incomplete."""
        if self._decoder is not None:
            self._decoder.finish()
        return b"".join(self._pieces)

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._max:
            raise self._too_large()
        self._pieces.append(piece)

    def _too_large(self) -> DecodingError:
        return DecodingError(
            f"the body of the response has more than {self._max} bytes; max_body_size sets another limit",
            response=self._info,
        )


def readable(body: bytes, info: ResponseMetadata, at_most: int) -> bytes:
    """The beginning of an error's body for people: decompressed as far as possible, else as it came if it is text."""
    names = codings(info)
    if not names:
        return body[:at_most]
    decoded = bytearray()
    try:
        for piece in ContentDecoder(info, names).feed(body):
            decoded += piece
            if len(decoded) >= at_most:
                break
    except DecodingError:
        pass
    return bytes(decoded[:at_most]) or (body[:at_most] if _is_text(body) else b"")


def _is_text(body: bytes) -> bool:
    text = body[:512].decode("utf-8", "replace")
    return "\ufffd" not in text[:-1] and all(sign.isprintable() or sign.isspace() for sign in text)


def decoded(pieces: Iterator[bytes], decoder: ContentDecoder) -> Iterator[bytes]:
    """The pieces of a body without its codings, each as soon as it can be decoded."""
    for piece in pieces:
        yield from decoder.feed(piece)
    decoder.finish()


async def decoded_async(pieces: AsyncIterator[bytes], decoder: ContentDecoder) -> AsyncIterator[bytes]:
    """The same as `decoded`, for `async`."""
    async for piece in pieces:
        for part in decoder.feed(piece):
            yield part
    decoder.finish()
