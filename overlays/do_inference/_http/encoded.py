"""Bytes that a server sends as Base64 in JSON, in place of an answer of bytes."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Any, Final

from .._json.codec import BOM_AND_SPACE, loads
from ..errors import DecodingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .._responses.metadata import ResponseMetadata

_URL_SAFE: Final = str.maketrans("-_", "+/")


def json_in_place_of_bytes(info: ResponseMetadata, body: bytes) -> Any:
    """The JSON value of an answer where bytes may come instead; None for bytes.

    What begins like an object and can be read as one is JSON under any content type. Raises `DecodingError` for an
    answer that claims to be JSON and is not.
    """
    claims = info.media_type.endswith(("/json", "+json"))
    if not claims and body[:256].lstrip(BOM_AND_SPACE)[:1] != b"{":
        return None
    try:
        return loads(body)
    except DecodingError:
        if claims:
            raise
        return None


def encoded_texts(value: object, names: Sequence[str]) -> Iterator[str]:
    """The texts that `names` lead to within a JSON value. Each item of an array is followed."""
    if isinstance(value, list):
        for item in value:
            yield from encoded_texts(item, names)
    elif names and isinstance(value, dict):
        yield from encoded_texts(value.get(names[0]), names[1:])
    elif not names and isinstance(value, str) and value:
        yield value


def decoded(text: str) -> tuple[bytes, str]:
    """The bytes of a Base64 text or `data:` URL, and the media type that the URL names.

    Takes both alphabets, line breaks, and a text without padding. Raises `ValueError` for other texts.
    """
    kind = ""
    if text[:5].lower() == "data:":
        head, _, text = text[5:].partition(",")
        kind, _, form = head.rpartition(";")
        if form.strip().lower() != "base64":
            raise ValueError("a data URL that is not Base64")
    text = "".join(text.split()).rstrip("=").translate(_URL_SAFE)
    content = binascii.a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    if not content:
        raise ValueError("no bytes")
    return content, kind
