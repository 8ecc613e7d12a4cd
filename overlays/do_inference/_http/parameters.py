"""Serializes values outside of JSON: in queries, paths, headers and the fields of forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from uuid import UUID

from do_inference_generated._interface import NOT_GIVEN
from do_inference_generated._model import format_datetime

from ..errors import ConfigurationError


def serialize(name: str, value: object) -> str:
    """Return one value as text: `true` and `false`, times in ISO 8601, an enum's value.

    Raises:
        TypeError: The value has no textual form, such as a mapping.
        ValueError: A time has no time zone.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum) and value is not NOT_GIVEN:
        return serialize(name, value.value)
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


def serialize_all(name: str, value: object) -> list[str]:
    """Return one text for a value, or one for each item of a list; none for `None` and `NOT_GIVEN`."""
    if value is None or value is NOT_GIVEN:
        return []
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray | memoryview | Mapping):
        try:
            return [text for item in value for text in serialize_all(name, item)]
        except RecursionError:
            raise ValueError(f"{name} is a list that is nested too deeply, or contains itself") from None
    return [serialize(name, value)]


def encodable(name: str, text: str) -> str:
    """Return `text` if it can be encoded as UTF-8.

    Raises:
        ConfigurationError: The text contains one half of a surrogate pair.
    """
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
