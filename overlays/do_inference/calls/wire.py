"""Small things about bodies on the wire."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

import httpx

if TYPE_CHECKING:
    from .response import ResponseMetadata

LARGEST_GROWTH: Final = 200
ALWAYS_ALLOWED: Final = 16 * 1024 * 1024
"""What a body may grow to when it is decompressed, in bytes, however small it came."""
_WINDOWS: Final = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


def is_compressed(info: ResponseMetadata) -> bool:
    """Whether the body has a content encoding."""
    return info.field(b"content-encoding") not in ("", "identity")


def decompressed(body: bytes, info: ResponseMetadata, at_most: int | None = None) -> bytes:
    """A whole body without its content encoding, or its first `at_most` bytes. Raises `httpx.DecodingError`.

    Also raised for a body that grows beyond all measure: a few kilobytes can hold gigabytes of zeros.
    """
    if not body or not is_compressed(info):
        return body
    encoding = info.field(b"content-encoding").strip().lower()
    if encoding not in _WINDOWS:
        return httpx.Response(200, headers={"content-encoding": encoding}, content=body).content
    limit = max(len(body) * LARGEST_GROWTH, ALWAYS_ALLOWED) if at_most is None else at_most
    try:
        whole = _inflated(body, _WINDOWS[encoding], limit + 1)
    except zlib.error as error:
        if encoding != "deflate":
            raise httpx.DecodingError(str(error)) from error
        whole = _inflated_raw(body, limit + 1)
    if at_most is None and len(whole) > limit:
        raise httpx.DecodingError(f"it grows to more than {limit} bytes, from {len(body)}")
    return whole[:limit]


def readable(body: bytes, info: ResponseMetadata, at_most: int) -> bytes:
    """An error's body for people, at most so long: decompressed where it can be, else as it came."""
    try:
        return decompressed(body, info, at_most)
    except httpx.DecodingError:
        return body[:at_most]


def _inflated(body: bytes, window: int, limit: int) -> bytes:
    return zlib.decompressobj(window).decompress(body, limit)


def _inflated_raw(body: bytes, limit: int) -> bytes:
    """What some servers call deflate: without the header it should have."""
    try:
        return _inflated(body, -zlib.MAX_WBITS, limit)
    except zlib.error as error:
        raise httpx.DecodingError(str(error)) from error


def media_type(info: ResponseMetadata) -> str:
    """The content type in lower case, without parameters."""
    return info.field(b"content-type").partition(";")[0].strip().lower()
