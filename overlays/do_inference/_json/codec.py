"""Reads and writes JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ..errors import DecodingError

if TYPE_CHECKING:
    from collections.abc import Callable

BOM_AND_SPACE: Final = b"\xef\xbb\xbf \t\r\n"
"""Bytes that may stand before the first one that counts."""
_EXCERPT: Final = 200


def loads(data: bytes) -> Any:
    """The value of a JSON document.

    Takes what servers send beside the standard: NaN, a byte order mark, UTF-16 and UTF-32, lone surrogates, raw
    control characters, stray bytes (replaced).
    Raises `DecodingError` for what is no JSON, and for nesting deeper than the interpreter can follow.
    """
    decode, failures = _reader()
    try:
        return decode(data)
    except failures:
        return _lenient_loads(data)


@cache
def _reader() -> tuple[Callable[[bytes], Any], tuple[type[Exception], ...]]:
    """The fastest reader there is, and how it fails."""
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
        raise DecodingError("JSON nested too deeply to read", content_excerpt=excerpt(data)) from None
    except ValueError as error:
        raise DecodingError(f"not JSON: {error}", content_excerpt=excerpt(data)) from None


def excerpt(data: bytes) -> str:
    """The beginning of a body as one line of text."""
    text = " ".join(data[: 4 * _EXCERPT].decode("utf-8", "replace").split())
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


def dumps(value: object, *, naive_times: bool = False) -> bytes:
    """A JSON document, without spaces, as UTF-8.

    Models are written without the fields they lack, moments as ISO 8601, enums as their values, UUIDs as text, and
    every sequence and mapping as array and object. Raises `ValueError` for NaN and infinities, which are no JSON, and
    for values that hold themselves and, without `naive_times`, for times without a time zone; `TypeError` for what has
    no JSON form. Both say where in the value it is.
    """
    try:
        try:
            return (_NAIVE_ENCODER if naive_times else _ENCODER).encode(value).encode()
        except (
            UnicodeEncodeError
        ):  # A lone surrogate, as a truncated string has it: only an escape can carry it.
            return (_NAIVE_ASCII_ENCODER if naive_times else _ASCII_ENCODER).encode(value).encode()
    except RecursionError:
        raise ValueError("the value is nested too deeply to be written as JSON") from None
    except (TypeError, ValueError) as error:
        from .errors import find

        found = find(value, _other)
        if found is None:
            raise
        raise type(error)(found) from None


def _other(value: Any) -> Any:
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
    raise TypeError("has no JSON form")


def _other_or_naive(value: Any) -> Any:
    from datetime import datetime

    return value.isoformat() if isinstance(value, datetime) else _other(value)


def _converted(convert: Callable[..., object]) -> object:
    """What an object says of itself: without nulls where it can be asked for that, as ours and pydantic's can."""
    try:
        return convert(exclude_none=True)
    except TypeError:
        return convert()


def _encoder(default: Callable[[Any], Any], *, ensure_ascii: bool) -> json.JSONEncoder:
    return json.JSONEncoder(
        ensure_ascii=ensure_ascii, allow_nan=False, separators=(",", ":"), default=default
    )


_ENCODER: Final = _encoder(_other, ensure_ascii=False)
_ASCII_ENCODER: Final = _encoder(_other, ensure_ascii=True)
_NAIVE_ENCODER: Final = _encoder(_other_or_naive, ensure_ascii=False)
_NAIVE_ASCII_ENCODER: Final = _encoder(_other_or_naive, ensure_ascii=True)
