"""A strict JSON parser for the final output of a model.

`parse_partial` is for drafts. A parser that completes or repairs a text would return data that the model did not write.
"""

from __future__ import annotations

import json
from collections import Counter
from math import isinf
from typing import Any, Final, NoReturn


def parse_strict(text: str) -> Any:
    """Return the value of a JSON text.

    Control characters in strings are accepted, because models write line breaks there. NaN, infinities, numbers that
    overflow, and objects with duplicate keys are rejected.

    Raises:
        ValueError: The text is not one complete JSON value. The message contains the position of the error.
    """
    try:
        return DECODER.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def parse_object(text: str) -> dict[str, Any]:
    """Return the object in a JSON text.

    Raises:
        ValueError: The text is not one complete JSON object.
    """
    value = parse_strict(text)
    if not isinstance(value, dict):
        raise ValueError(f"expected an object, got {json_type(value)}")
    return value


def json_type(value: object) -> str:
    """Return the name of the JSON type of a value, for messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, int | float):
        return "a number"
    return "an object" if isinstance(value, dict) else "an array"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        repeated = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {repeated!r} occurs twice")
    return value


def _reject(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not valid JSON")


def _finite(text: str) -> float:
    value = float(text)
    if isinf(value):
        raise ValueError(f"the number {text[:40]} is too large")
    return value


DECODER: Final = json.JSONDecoder(
    strict=False, object_pairs_hook=_object, parse_constant=_reject, parse_float=_finite
)
"""The decoder of `parse_strict`, for texts that contain other text or further values."""
