"""The JSON reader and writer for requests and responses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ..errors import DecodingError

if TYPE_CHECKING:
    from collections.abc import Callable

BOM_AND_SPACE: Final = b"\xef\xbb\xbf \t\r\n"
"""Bytes that may precede the first character of a JSON document."""
_EXCERPT: Final = 200
"""Characters of an excerpt in error messages."""


def loads(data: bytes) -> Any:
    """Return the value of a JSON document.

    Accepts deviations from the standard that servers send: NaN, a byte order mark, UTF-16 and UTF-32, lone surrogates,
    unescaped control characters, and invalid UTF-8, which is replaced. Raises `DecodingError` for other invalid
    documents, and for nesting that exceeds the recursion limit.
    """
    decode, failures = _reader()
    try:
        return decode(data)
    except failures:
        return _lenient_loads(data)


@cache
def _reader() -> tuple[Callable[[bytes], Any], tuple[type[Exception], ...]]:
    """Return the fastest installed reader, and the exceptions that it raises."""
    try:
        from msgspec import MsgspecError
        from msgspec.json import Decoder
    except ImportError:
        return json.loads, (ValueError, RecursionError)
    return Decoder().decode, (MsgspecError, ValueError, RecursionError)


def _lenient_loads(data: bytes) -> Any:
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


def dumps(value: object, *, naive_times: bool = False) -> bytes:
    """Return `value` as a compact JSON document in UTF-8.

    Models are written without their missing fields, dates and times in ISO 8601, enums as their values, UUIDs as
    strings, sequences as arrays, and mappings as objects. Raises `ValueError` for NaN and infinities, circular
    references and, without `naive_times`, for times without a time zone. Raises `TypeError` for types that JSON cannot
    represent. The messages contain the path to the invalid value.
    """
    try:
        try:
            return (_NAIVE_ENCODER if naive_times else _ENCODER).encode(value).encode()
        except UnicodeEncodeError:
            # UTF-8 cannot encode lone surrogates, which occur in truncated strings. JSON can escape them.
            return (_NAIVE_ASCII_ENCODER if naive_times else _ASCII_ENCODER).encode(value).encode()
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


def _encoder(default: Callable[[Any], Any], *, ensure_ascii: bool) -> json.JSONEncoder:
    return json.JSONEncoder(
        ensure_ascii=ensure_ascii, allow_nan=False, separators=(",", ":"), default=default
    )


_ENCODER: Final = _encoder(_to_json_type, ensure_ascii=False)
_ASCII_ENCODER: Final = _encoder(_to_json_type, ensure_ascii=True)
_NAIVE_ENCODER: Final = _encoder(_to_json_type_or_naive, ensure_ascii=False)
_NAIVE_ASCII_ENCODER: Final = _encoder(_to_json_type_or_naive, ensure_ascii=True)
