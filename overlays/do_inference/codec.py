"""Reads and writes JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from .errors import DecodingError

if TYPE_CHECKING:
    from collections.abc import Callable

_EXCERPT: Final = 200


def loads(data: bytes) -> Any:
    """The value of a JSON document.

    Takes what servers send beside the standard: NaN, a byte order mark, lone surrogates, raw control
    characters, stray bytes (replaced).
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
    text = data.decode("utf-8-sig", "replace")
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise DecodingError("the JSON is nested too deeply to read", content_excerpt=excerpt(data)) from None
    except ValueError as error:
        raise DecodingError(f"not JSON: {error}", content_excerpt=excerpt(data)) from None


def excerpt(data: bytes) -> str:
    """The beginning of a body as one line of text."""
    text = " ".join(data[: 4 * _EXCERPT].decode("utf-8", "replace").split())
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


def dumps(value: object) -> bytes:
    """A JSON document, without spaces, as UTF-8.

    Models are written without the fields they lack, moments as ISO 8601. Raises `ValueError` for NaN and
    infinities, which are no JSON, and for values that hold themselves; `TypeError` for what has no JSON form.
    """
    try:
        try:
            return _ENCODER.encode(value).encode()
        except (
            UnicodeEncodeError
        ):  # A lone surrogate, as a truncated string has it: only an escape can carry it.
            return _ASCII_ENCODER.encode(value).encode()
    except RecursionError:
        raise ValueError("the value is nested too deeply to be written as JSON") from None


def _other(value: Any) -> Any:
    from datetime import date
    from os import PathLike

    to_dict = getattr(value, "to_dict", None) or getattr(value, "model_dump", None)
    if to_dict is not None and not isinstance(value, type):
        return to_dict(exclude_none=True)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview | PathLike):
        raise TypeError(
            f"{type(value).__name__} has no JSON form; encode the content as text, such as base64"
        )
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_other)
_ASCII_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=True, allow_nan=False, separators=(",", ":"), default=_other
)
