"""How values are written where there is no JSON: in queries, paths, headers and the fields of forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from uuid import UUID

from do_inference_generated._interface import NOT_GIVEN
from do_inference_generated._model import format_datetime

from ..errors import ConfigurationError


def text_of(name: str, value: object) -> str:
    """One value as text: true and false, ISO 8601, the value of an enum.

    Raises `TypeError` for what has no such form, and `ValueError` for a time without a time zone.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum) and value is not NOT_GIVEN:
        return text_of(name, value.value)
    if isinstance(value, date):
        try:
            return format_datetime(value)
        except ValueError as error:
            raise ValueError(f"{name} {error}") from None
    if isinstance(value, str | int | float | Decimal | UUID):
        return encodable(name, str(value))
    raise TypeError(
        f"{name} must be a text, a number, a boolean, a time or a list of those, not {type(value).__name__}"
    )


def encodable(name: str, text: str) -> str:
    """`text`, if it can be sent. Raises `ConfigurationError` for one half of a surrogate pair, which has no bytes."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ConfigurationError(
            f"{name} has a lone surrogate at position {error.start}, which cannot be encoded; was the text cut in the "
            "middle of a character, or read with errors='surrogateescape'?"
        ) from None
    return text


def texts_of(name: str, value: object) -> list[str]:
    """A value as one text, the items of a list as one each. None and what is not given are left out."""
    if value is None or value is NOT_GIVEN:
        return []
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray | memoryview | Mapping):
        try:
            return [text for item in value for text in texts_of(name, item)]
        except RecursionError:
            raise ValueError(f"{name} is a list that is nested too deeply, or contains itself") from None
    return [text_of(name, value)]
