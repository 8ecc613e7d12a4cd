"""The JSON reader and writer."""

from __future__ import annotations

import json
import math
import re
from collections import deque
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from do_inference import NOT_GIVEN
from do_inference._json.codec import dumps, loads
from do_inference.errors import DecodingError
from do_inference_generated.models import ChatCompletion

from .loopback import CHAT

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_values_survive_a_round_trip(value: Any) -> None:
    assert loads(dumps(value)) == value


@given(JSON)
def test_loads_accepts_output_of_the_standard_library(value: Any) -> None:
    assert loads(json.dumps(value).encode()) == value


@given(st.binary())
def test_loads_returns_or_raises_a_decoding_error_for_any_bytes(data: bytes) -> None:
    message = ""
    try:
        loads(data)
    except DecodingError as error:
        message = error.content_excerpt
    assert "\n" not in message


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'\xef\xbb\xbf{"a":1}', {"a": 1}),
        (b'{"a":Infinity}', {"a": math.inf}),
        (b'"\\ud800"', "\ud800"),
        (b'"\xff"', "\ufffd"),
        (b'"a\nb"', "a\nb"),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
        (b"1e400", math.inf),
        ('{"é": 1}'.encode("utf-16"), {"é": 1}),
        ('{"é": 1}'.encode("utf-32-le"), {"é": 1}),
    ],
)
def test_loads_accepts_deviations_from_the_standard(data: bytes, value: object) -> None:
    assert loads(data) == value


def test_loads_accepts_nan() -> None:
    assert math.isnan(loads(b"[NaN]")[0])


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_nesting_beyond_the_recursion_limit_is_a_decoding_error(opening: bytes) -> None:
    with pytest.raises(DecodingError):
        loads(opening * 200_000)


@pytest.mark.parametrize("data", [b"", b"<html>", b"{", b"{}{}", b'data: {"a":1}'])
def test_the_error_for_invalid_json_contains_an_excerpt(data: bytes) -> None:
    with pytest.raises(DecodingError) as caught:
        loads(data)

    assert caught.value.content_excerpt == data.decode()


def test_dumps_writes_compact_utf8() -> None:
    assert dumps({"a": ["é", 1.5, None]}) == '{"a":["é",1.5,null]}'.encode()


def test_dumps_escapes_lone_surrogates() -> None:
    assert dumps("\ud83d") == b'"\\ud83d"'


def test_dumps_omits_missing_fields_of_models() -> None:
    completion = ChatCompletion.from_dict(CHAT)
    message = completion.choices[0].message

    assert loads(dumps({"messages": [message]})) == {"messages": [{"role": "assistant", "content": "hello"}]}


def test_dumps_writes_dates_in_iso_8601() -> None:
    moment = datetime(2026, 4, 21, 17, 41, tzinfo=UTC)

    assert loads(dumps([moment, date(2026, 1, 2)])) == ["2026-04-21T17:41:00+00:00", "2026-01-02"]


class Colour(Enum):
    RED = "red"


class Foreign:
    def to_dict(self) -> dict[str, Any]:
        return {"a": 1}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Colour.RED, b'"red"'),
        (UUID(int=1), b'"00000000-0000-0000-0000-000000000001"'),
        (deque([1]), b"[1]"),
        (range(2), b"[0,1]"),
        (Foreign(), b'{"a":1}'),
    ],
)
def test_dumps_writes_types_with_an_obvious_json_representation(value: object, written: bytes) -> None:
    assert dumps({"x": value}) == b'{"x":' + written + b"}"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (object(), "of type object, which JSON cannot represent; send dicts, lists"),
        ({1}, "of type set, which JSON cannot represent; convert it to a list"),
        ((n for n in [1]), "of type generator, which JSON cannot represent; convert it to a list"),
        (b"x", "of type bytes, which JSON cannot represent; encode the content as text, such as base64"),
        (Path("x"), "Path, which JSON cannot represent; read the file"),
        (NOT_GIVEN, "is NOT_GIVEN, which is only valid as an argument; omit the key"),
        ({(1, 2): 3}, "has the key (1, 2) of type tuple; keys must be strings"),
        (float("nan"), "is nan, which JSON cannot represent"),
        (Colour, "is the class Colour itself"),
    ],
)
def test_errors_contain_the_path_to_the_invalid_value(value: object, message: str) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "hi"}, {"content": {"deep": value}}]}

    with pytest.raises((TypeError, ValueError), match=re.escape("messages[1].content.deep")) as caught:
        dumps(body)

    assert message in str(caught.value)


def test_dumps_writes_any_mapping() -> None:
    mapping: Mapping[str, int] = MappingProxyType({"a": 1})

    assert dumps(mapping) == b'{"a":1}'


def test_dumps_rejects_nan() -> None:
    with pytest.raises(ValueError, match="JSON"):
        dumps(math.nan)


def test_dumps_rejects_bytes_with_advice() -> None:
    with pytest.raises(TypeError, match="base64"):
        dumps({"image": b"\x00"})


@pytest.mark.parametrize("value", [object(), {1, 2}, ChatCompletion])
def test_dumps_rejects_types_without_a_json_representation(value: object) -> None:
    with pytest.raises(TypeError, match="JSON cannot represent"):
        dumps(value)


def test_dumps_rejects_a_circular_reference() -> None:
    loop: list[Any] = []
    loop.append(loop)

    with pytest.raises(ValueError, match=r"^\[0\] is a circular reference"):
        dumps(loop)
