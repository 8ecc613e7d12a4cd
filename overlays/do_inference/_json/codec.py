"""The JSON reader and writer for requests and responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import MsgspecError
from msgspec.json import Decoder, Encoder

from ..errors import DecodingError
from .plain import Level, plain_levels

if TYPE_CHECKING:
    from collections.abc import Callable
    from json import JSONEncoder

BOM_AND_SPACE: Final = b"\xef\xbb\xbf \t\r\n"
"""Bytes that may precede the first character of a JSON document."""
_EXCERPT: Final = 200
"""Characters of an excerpt in error messages."""
_FAILURES: Final = (MsgspecError, ValueError, RecursionError)
"""What msgspec raises for a value or a document that it does not support."""

_decode: Final = Decoder().decode
_encode: Final = Encoder().encode


def loads(data: bytes) -> Any:
    """Return the value of a JSON document.

    Accepts deviations from the standard that servers send: NaN, a byte order mark, UTF-16 and UTF-32, lone surrogates,
    unescaped control characters, and invalid UTF-8, which is replaced. Raises `DecodingError` for other invalid
    documents, and for nesting that exceeds the recursion limit.
    """
    try:
        return _decode(data)
    except _FAILURES:
        return _lenient_loads(data)


def _lenient_loads(data: bytes) -> Any:
    import json  # Imported here for start-up time, as below: msgspec reads and writes almost all documents.

    text = data.decode(json.detect_encoding(data), "replace")
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise DecodingError("the JSON is nested too deeply", content_excerpt=excerpt(data)) from None
    except ValueError as error:
        raise DecodingError(f"not JSON: {error}", content_excerpt=excerpt(data)) from None


def excerpt(data: bytes) -> str:
    """Return the beginning of a body as one line of text, at most 200 characters."""
    text = " ".join(data[: 4 * _EXCERPT].decode("utf-8", "replace").split())
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


class Document(NamedTuple):
    """A value as JSON."""

    content: bytes
    """A compact JSON document in UTF-8."""
    levels: list[Level] | None
    """The levels of the value, if it is plain."""


def write(value: object) -> Document:
    """Return what `dumps` returns, and the levels of the value if it is plain."""
    levels = plain_levels(value)
    if levels is not None:
        try:
            return Document(_encode(value), levels)
        except _FAILURES:  # Such as lone surrogates.
            pass
    return Document(_write_any(value, naive_times=False), None)


def dumps(value: object, *, naive_times: bool = False) -> bytes:
    """Return `value` as a compact JSON document in UTF-8.

    Models are written without their missing fields, dates and times in ISO 8601, enums as their values, UUIDs as
    strings, sequences as arrays, and mappings as objects. Raises `ValueError` for NaN and infinities, circular
    references and, without `naive_times`, for times without a time zone. Raises `TypeError` for types that JSON cannot
    represent. The messages contain the path to the invalid value.
    """
    return _write_any(value, naive_times=True) if naive_times else write(value).content


def _write_any(value: object, *, naive_times: bool) -> bytes:
    """Write a value of any type, or raise the error for it.

    The encoder of the standard library is slower than msgspec, which would however write bytes as Base64, NaN as null,
    sets as arrays and all attributes of models.
    """
    default = _to_json_type_or_naive if naive_times else _to_json_type
    try:
        try:
            return _encoder(default, ensure_ascii=False).encode(value).encode()
        except UnicodeEncodeError:
            # UTF-8 cannot encode lone surrogates, which occur in truncated strings. JSON can escape them.
            return _encoder(default, ensure_ascii=True).encode(value).encode()
    except RecursionError:
        raise ValueError(
            "the value is nested too deeply for JSON; the recursion limit of Python bounds the depth"
        ) from None
    except (TypeError, ValueError) as error:
        from .errors import find_invalid

        found = find_invalid(value, _to_json_type)
        if found is None:
            raise
        raise type(error)(found) from None


def _to_json_type(value: Any) -> Any:
    from datetime import date
    from enum import Enum
    from uuid import UUID

    from do_inference_generated._interface import NOT_GIVEN
    from do_inference_generated._model import format_datetime

    if not isinstance(value, type):
        for name in ("to_dict", "model_dump"):
            convert = getattr(value, name, None)
            if convert is not None:
                return _converted(convert)
    if isinstance(value, date):
        return format_datetime(value)
    if isinstance(value, Enum) and value is not NOT_GIVEN:
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return list(value)
    raise TypeError("has no JSON representation")


def _to_json_type_or_naive(value: Any) -> Any:
    from datetime import datetime

    return value.isoformat() if isinstance(value, datetime) else _to_json_type(value)


def _converted(convert: Callable[..., object]) -> object:
    """Call `to_dict` or `model_dump`, without nulls if the method supports it, as those of this package and pydantic
    do.
    """
    try:
        return convert(exclude_none=True)
    except TypeError:
        return convert()


@cache
def _encoder(default: Callable[[Any], Any], *, ensure_ascii: bool) -> JSONEncoder:
    from json import JSONEncoder

    return JSONEncoder(ensure_ascii=ensure_ascii, allow_nan=False, separators=(",", ":"), default=default)
