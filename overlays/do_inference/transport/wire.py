"""Small things about bodies on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from ..calls.response import ResponseMetadata


def is_compressed(info: ResponseMetadata) -> bool:
    """Whether the body has a content encoding."""
    return info.field(b"content-encoding") not in ("", "identity")


def decompressed(body: bytes, info: ResponseMetadata) -> bytes:
    """A whole body without its content encoding. Raises `httpx.DecodingError`."""
    if not body or not is_compressed(info):
        return body
    encoding = info.field(b"content-encoding")
    return httpx.Response(200, headers={"content-encoding": encoding}, content=body).content


def media_type(info: ResponseMetadata) -> str:
    """The content type in lower case, without parameters."""
    return info.field(b"content-type").partition(";")[0].strip().lower()
