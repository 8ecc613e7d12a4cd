"""How values are written where there is no JSON: in queries, paths, headers and the fields of forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from uuid import UUID

from do_inference_generated._model import moment_text
from do_inference_generated._seam import NOT_GIVEN


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
            return moment_text(value)
        except ValueError as error:
            raise ValueError(f"{name} {error}") from None
    if isinstance(value, str | int | float | Decimal | UUID):
        return str(value)
    raise TypeError(
        f"{name} must be a text, a number, a boolean, a time or a list of those, not {type(value).__name__}"
    )


def texts_of(name: str, value: object) -> list[str]:
    """A value as one text, the items of a list as one each. None and what is not given are left out."""
    if value is None or value is NOT_GIVEN:
        return []
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray | memoryview | Mapping):
        return [text for item in value for text in texts_of(name, item)]
    return [text_of(name, value)]
