"""Decompression of response bodies, in bounded steps and without I/O (content codings, RFC 9110, section 8.4).

A few kilobytes can decompress to gigabytes, and to far more with several codings. Therefore, each coding is decoded in
chunks of at most `CHUNK_SIZE` bytes, and its output is limited. Memory use is one chunk for each coding, plus the
output that the caller stores.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from ..errors import DecodingError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from .metadata import ResponseMetadata

CHUNK_SIZE: Final = 128 * 1024
"""Bytes. The maximum size of the input and of the output of one decompression step."""
MAX_EXPANSION_RATIO: Final = 200
"""A coding may expand the bytes received to `MAX_EXPANSION_RATIO` times their size, and always to `MIN_OUTPUT_LIMIT`.

Deflate reaches up to 1032:1, but only for data that repeats the same few bytes.
"""
MIN_OUTPUT_LIMIT: Final = 16 * 1024 * 1024
"""Bytes. Output of this size is harmless with any ratio."""
DEFAULT_MAX_BODY_SIZE: Final = 256 * 1024 * 1024
"""Bytes, after decompression."""
_MAX_CODINGS: Final = 4
_ALIASES: Final = {"x-gzip": "gzip"}
"""Recipients treat "x-gzip" as "gzip" (RFC 9110, section 8.4.1.3)."""
_SUPPORTED: Final = frozenset({"gzip", "deflate"})
"""The codings in the `accept-encoding` header of requests."""
_GZIP_MAGIC: Final = b"\x1f\x8b"
"""The first two bytes of each member of a gzip body (RFC 1952)."""


def content_codings(info: ResponseMetadata) -> list[str]:
    """Return the content codings in the order in which the server applied them, without `identity`.

    A server can list them in one header or in several headers of the same name.
    """
    listed = info.fields(b"content-encoding")
    if not listed:
        return []
    names = [name.strip().lower() for value in listed for name in value.split(",")]
    return [_ALIASES.get(name, name) for name in names if name not in ("", "identity")]


class ContentDecoder:
    """A decoder for one body with one or more content codings.

    Raises `DecodingError` if a coding was not requested, and if the body is malformed, incomplete or expands too much.
    `limited=False` removes the limit for the decoded body, for downloads of any size. The outputs between two codings
    stay limited: the next coding can consume them without any output (an endless gzip header), so the caller would
    never see a chunk at which it can stop.
    """

    __slots__ = ("_decompressors", "_info", "_limited", "_received")

    def __init__(self, info: ResponseMetadata, names: Sequence[str], *, limited: bool = True) -> None:
        self._info = info
        self._limited = limited
        self._received = 0
        unsupported = [name for name in names if name not in _SUPPORTED]
        if unsupported:
            raise self._error(f"its content coding {unsupported[0]!r} was not requested")
        if len(names) > _MAX_CODINGS:
            raise self._error(f"it has {len(names)} content codings, and the limit is {_MAX_CODINGS}")
        self._decompressors = [_Decompressor(name) for name in reversed(names)]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield everything that can be decoded so far, in chunks of at most `CHUNK_SIZE` bytes."""
        for start in range(0, len(data), CHUNK_SIZE):
            chunk = data[start : start + CHUNK_SIZE]
            self._received += len(chunk)
            try:
                yield from self._decode(0, chunk)
            except zlib.error as error:
                raise self._error(str(error)) from error

    def finish(self) -> None:
        """Raise `DecodingError` if the compressed data is incomplete."""
        if not all(decompressor.is_complete for decompressor in self._decompressors):
            raise self._error("the compressed data is incomplete")

    def _decode(self, number: int, data: bytes) -> Iterator[bytes]:
        """Yield the output of all decompressors from `number` on for `data`."""
        if number == len(self._decompressors):
            yield data
            return
        decompressor = self._decompressors[number]
        for chunk in decompressor.feed(data):
            limit = max(self._received * MAX_EXPANSION_RATIO, MIN_OUTPUT_LIMIT)
            is_last = number + 1 == len(self._decompressors)
            if decompressor.output_size > limit and (self._limited or not is_last):
                raise self._error(f"{self._received} bytes expand to more than {limit} bytes")
            yield from self._decode(number + 1, chunk)

    def _error(self, reason: str) -> DecodingError:
        return DecodingError(f"the response body cannot be decompressed: {reason}", response=self._info)


class _Decompressor:
    """A decompressor for one content coding.

    A gzip body can have several members. Bytes after the last member are ignored, as the gzip program does.
    """

    __slots__ = ("_coding", "_inflate", "_member_complete", "_pending", "output_size")

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._pending = b""
        """The first byte of a member. The format can only be detected from two bytes."""
        self._inflate: zlib._Decompress | None = None
        """The decompressor of the current member, or None between members."""
        self._member_complete = False
        """Whether at least one member has been decoded completely."""
        self.output_size = 0

    @property
    def is_complete(self) -> bool:
        """Whether the input is empty or ends after a complete member."""
        return self._inflate is None and (self._member_complete or not self._pending)

    def feed(self, data: bytes) -> Iterator[bytes]:
        data = self._pending + data
        self._pending = b""
        while data:
            if self._inflate is None:
                if len(data) < 2:
                    self._pending = data
                    return
                self._inflate = self._new_inflate(data)
                if self._inflate is None:
                    return
            inflate = self._inflate
            while not inflate.eof:
                chunk = inflate.decompress(data, CHUNK_SIZE)
                data = inflate.unconsumed_tail
                if chunk:
                    self.output_size += len(chunk)
                    yield chunk
                if len(chunk) < CHUNK_SIZE and not data:  # After a full chunk, zlib may hold more output.
                    break
            if inflate.eof:
                data = inflate.unused_data
                self._inflate = None
                self._member_complete = True

    def _new_inflate(self, data: bytes) -> zlib._Decompress | None:
        """Return a decompressor for the member that starts with `data`, or None for bytes after the last member."""
        if self._coding == "gzip":
            if self._member_complete and not data.startswith(_GZIP_MAGIC):
                return None
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        if self._member_complete:
            return None
        # "deflate" is the zlib format, but some servers omit the zlib header (RFC 9110, section 8.4.1.2). The lowest
        # four bits of the header are the method, and its two bytes as a number are a multiple of 31 (RFC 1950).
        has_header = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


class BodyReader:
    """A buffer for a complete body, with decompression and a limit of `max_size` bytes."""

    __slots__ = ("_chunks", "_decoder", "_info", "_max_size", "_size")

    def __init__(self, info: ResponseMetadata, max_size: int) -> None:
        names = content_codings(info)
        self._decoder = ContentDecoder(info, names) if names else None
        self._info = info
        self._max_size = max_size
        self._chunks: list[bytes] = []
        self._size = 0
        # Rejected before the body is read, if the header is valid. Longer numbers are not sizes.
        declared = info.field(b"content-length")
        if declared.isdecimal() and len(declared) < 20 and int(declared) > max_size:
            raise self._too_large()

    def add(self, chunk: bytes) -> None:
        """Add a chunk as received. Raises `DecodingError` if it cannot be decompressed or the body is too large."""
        if self._decoder is None:
            self._store(chunk)
            return
        for decoded_chunk in self._decoder.feed(chunk):
            self._store(decoded_chunk)

    def complete(self, content: bytes) -> bytes:
        """Return the body whose content was received at once. Raises `DecodingError` like `add` and `finish`."""
        if self._decoder is None and len(content) <= self._max_size:
            return content
        self.add(content)
        return self.finish()

    def finish(self) -> bytes:
        """Return the body. Raises `DecodingError` if the compressed data is incomplete."""
        if self._decoder is not None:
            self._decoder.finish()
        return b"".join(self._chunks)

    def _store(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._max_size:
            raise self._too_large()
        self._chunks.append(chunk)

    def _too_large(self) -> DecodingError:
        return DecodingError(
            f"the response body exceeds {self._max_size} bytes; pass max_body_size to change the limit",
            response=self._info,
        )


def error_excerpt(body: bytes, info: ResponseMetadata, at_most: int) -> bytes:
    """Return the first `at_most` bytes of the body of an error response, for error messages.

    A body that cannot be decompressed completely is decompressed as far as possible. If that yields nothing, the result
    is the body as received if it is text: a proxy can replace the body and leave `content-encoding`. Else it is empty.
    """
    names = content_codings(info)
    if not names:
        return body[:at_most]
    decoded = bytearray()
    try:
        for chunk in ContentDecoder(info, names).feed(body):
            decoded += chunk
            if len(decoded) >= at_most:
                break
    except DecodingError:
        pass
    return bytes(decoded[:at_most]) or (body[:at_most] if _is_text(body) else b"")


def _is_text(body: bytes) -> bool:
    text = body[:512].decode("utf-8", "replace")
    # The last character may be cut off by the slice.
    return "\ufffd" not in text[:-1] and all(char.isprintable() or char.isspace() for char in text)


def decode_chunks(chunks: Iterator[bytes], decoder: ContentDecoder) -> Iterator[bytes]:
    """Yield the decoded chunks of a body, each as soon as it can be decoded."""
    for chunk in chunks:
        yield from decoder.feed(chunk)
    decoder.finish()


async def decode_chunks_async(chunks: AsyncIterator[bytes], decoder: ContentDecoder) -> AsyncIterator[bytes]:
    """Yield the decoded chunks of a body, each as soon as it can be decoded."""
    async for chunk in chunks:
        for decoded_chunk in decoder.feed(chunk):
            yield decoded_chunk
    decoder.finish()
