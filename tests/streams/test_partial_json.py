"""Parsing of incomplete JSON."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from do_inference._json.partial import parse_partial

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1, "b": [1, 2', {"a": 1, "b": [1]}),
        ('{"a": 12', {}),
        ('{"a": 12 ', {"a": 12}),
        ('{"a": 12,', {"a": 12}),
        ('{"a": "hal', {"a": "hal"}),
        ('{"a": "x\\', {"a": "x"}),
        ('{"a": "x\\u12', {"a": "x"}),
        ('{"a": "x\\\\', {"a": "x\\"}),
        ('{"a": "\\ud83c', {"a": ""}),
        ('{"a": "\\ud83c\\udf89', {"a": "🎉"}),
        ('{"a": tr', {}),
        ('{"a": true', {"a": True}),
        ('{"a', {}),
        ('{"a":', {}),
        ('{"a": {"b": null, "c', {"a": {"b": None}}),
        ('[[1, [2, ["x', [[1, [2, ["x"]]]]),
        ("[", []),
        ("", None),
        ("   ", None),
        ("word", None),
        ('"te', "te"),
        ("{]", None),
        ('Here: {"a": 1}', None),
    ],
)
def test_incomplete_json_is_parsed(text: str, expected: Any) -> None:
    assert parse_partial(text, None) == expected


def is_part_of(part: Any, whole: Any) -> bool:
    """Return whether a value can be a prefix of another."""
    match part, whole:
        case dict(), dict():
            return all(key in whole and is_part_of(value, whole[key]) for key, value in part.items())
        case list(), list():
            return len(part) <= len(whole) and all(map(is_part_of, part, whole))
        case str(), str():
            return whole.startswith(part)
        case _:
            return type(part) is type(whole) and part == whole


@given(
    value=st.dictionaries(st.text(max_size=4), JSON, max_size=4),
    ascii_only=st.booleans(),
    cut=st.floats(0, 1),
)
def test_value_of_a_prefix_is_a_part_of_the_value(
    value: dict[str, Any], ascii_only: bool, cut: float
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    part = parse_partial(text[: round(cut * len(text))], {})
    assert is_part_of(part, value)
    assert parse_partial(text, None) == value


@given(text=st.text(alphabet='{}[]",:\\u0dtrue 1.e-', max_size=40))
def test_any_text_is_parsed_or_rejected(text: str) -> None:
    parse_partial(text, None)


@pytest.mark.parametrize(
    "text", ['{"a": "' + "x" * 2_000_000, "[" * 500_000, '"' + "\\" * 999_999, '{"a":[' + "1," * 500_000]
)
def test_long_texts_take_linear_time(text: str) -> None:
    started = time.process_time()
    parse_partial(text, None)
    assert time.process_time() - started < 60
