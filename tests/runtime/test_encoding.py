"""msgspec writes plain values; what else is written, and every error, is the same as from the standard library."""

from __future__ import annotations

import enum
import json
import math
from collections import Counter, OrderedDict, UserDict, UserList, defaultdict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any, NamedTuple, Self
from uuid import UUID

import attrs
import msgspec
import pydantic
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from do_inference import NOT_GIVEN
from do_inference._json import codec
from do_inference._json.codec import dumps, write
from do_inference._json.plain import plain_levels
from do_inference_generated.models import ChatCompletion

from .loopback import CHAT


class Colour(enum.Enum):
    RED = "red"
    ONE = 1


class Flavour(enum.StrEnum):
    SWEET = "sweet"


class Renamed(enum.StrEnum):
    """An enum with strings that differ from their values."""

    A = "a"

    def __new__(cls, text: str) -> Self:
        made = str.__new__(cls, text)
        made._value_ = text.upper()
        return made


class Number(enum.IntEnum):
    TWO = 2


class Switch(enum.Flag):
    ON = 1


class Text(str):
    __slots__ = ()


class Whole(int):
    def __str__(self) -> str:
        return "whole"


class Real(float):
    def __repr__(self) -> str:
        return "real"


class Items(list[Any]):
    pass


class Fields(dict[Any, Any]):
    def items(self) -> Any:
        return {"other": 1}.items()


class Both(tuple[Any, ...]):
    __slots__ = ()


class Point(NamedTuple):
    x: Any
    y: Any


@dataclass
class Data:
    x: Any = 1


@attrs.define
class Attributes:
    x: Any = 1


class Struct(msgspec.Struct):
    x: Any = 1


class Pydantic(pydantic.BaseModel):
    x: Any = 1
    missing: Any = None


class Foreign:
    def __init__(self, x: Any) -> None:
        self.x = x

    def to_dict(self) -> dict[str, Any]:
        return {"x": self.x}


class Unequal:
    """An object that claims to equal everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


MESSAGE = ChatCompletion.from_dict(CHAT).choices[0].message
BERLIN = timezone(timedelta(hours=1))

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=8)
PLAIN_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | ANY_TEXT
)
RARE_NUMBERS = st.sampled_from(
    [math.nan, math.inf, -math.inf, -0.0, 1e16, 1e-7, 5e-324, 2**63, 2**64, -(2**63) - 1]
)
KEYS: st.SearchStrategy[Hashable] = st.one_of(
    ANY_TEXT,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.binary(max_size=2),
    st.builds(Text, ANY_TEXT),
    st.sampled_from(
        [
            *(
                Colour.RED,
                Flavour.SWEET,
                Renamed.A,
                Number.TWO,
                Switch.ON,
                Whole(3),
                Real(1.5),
                1e16,
                NOT_GIVEN,
            ),
            *((1, 2), frozenset({1}), UUID(int=1), date(2026, 1, 2), Decimal(1), Both([1]), Point("a", "b")),
        ]
    ),
)
OTHERS: list[Callable[[], object]] = [
    *(lambda: b"x", lambda: bytearray(b"x"), lambda: memoryview(b"x")),
    *(lambda: {1}, lambda: frozenset({1}), lambda: range(2), lambda: deque([1]), lambda: (n for n in [1])),
    *(lambda: Decimal("1.5"), lambda: Fraction(1, 3), lambda: 1j, lambda: UUID(int=1), lambda: Path("x")),
    *(lambda: datetime(2026, 1, 2, tzinfo=UTC), lambda: datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=BERLIN)),
    *(lambda: datetime.fromisoformat("2026-01-02"), lambda: date(2026, 1, 2)),
    *(lambda: time(1, 2), lambda: time(1, 2, tzinfo=UTC)),
    *(lambda: timedelta(seconds=1.5), lambda: BERLIN),
    *(lambda: Colour.RED, lambda: Colour.ONE, lambda: Flavour.SWEET, lambda: Renamed.A, lambda: Number.TWO),
    *(lambda: Switch.ON, lambda: Text("t"), lambda: Text("\ud800"), lambda: Whole(3), lambda: Real(1.5)),
    *(lambda: Real("nan"), lambda: Point(1, b"x"), lambda: Point(1, 2), lambda: Both([1, math.nan])),
    *(
        Data,
        Attributes,
        Struct,
        Pydantic,
        lambda: Foreign(1),
        lambda: Foreign(math.nan),
        lambda: Foreign(b"x"),
    ),
    *(lambda: MESSAGE, lambda: NOT_GIVEN, lambda: msgspec.UNSET, lambda: msgspec.Raw(b"1"), lambda: ...),
    *(object, lambda: object, lambda: ChatCompletion, lambda: len, lambda: SimpleNamespace(x=1), Unequal),
    *(lambda: MappingProxyType({"a": 1}), lambda: UserDict(a=1), lambda: UserList([1]), lambda: Counter("a")),
    *(lambda: OrderedDict(a=1), lambda: defaultdict(int, a=1), lambda: Fields(a=1), lambda: Items([1])),
    *(lambda: vars(SimpleNamespace(x=1, y=b"")), lambda: vars(SimpleNamespace(x=1))),
    *(lambda: iter([1]), {}.keys, {"a": 1}.values, lambda: msgspec.msgpack.Ext(1, b"x")),
]


def _inside(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(ANY_TEXT, inner, max_size=4),
        st.dictionaries(KEYS, inner, max_size=3),
        st.lists(inner, min_size=1, max_size=2).map(lambda items: items * 200),
        st.builds(Items, st.lists(inner, max_size=2)),
        st.builds(Both, st.lists(inner, max_size=2)),
        st.builds(Point, inner, inner),
        st.dictionaries(ANY_TEXT, inner, max_size=2).map(OrderedDict),
        st.dictionaries(ANY_TEXT, inner, max_size=2).map(MappingProxyType),
        *(inner.map(make) for make in (Foreign, Data, Attributes, Struct, lambda x: Pydantic(x=x))),
    )


VALUES = st.recursive(
    PLAIN_SCALARS | RARE_NUMBERS | st.sampled_from(OTHERS).map(lambda make: make()), _inside, max_leaves=12
)
PLAIN = st.recursive(
    PLAIN_SCALARS | RARE_NUMBERS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=30,
)


def outcome(encode: Callable[[Any], bytes], value: Any) -> tuple[Any, ...]:
    """Return the value that a reader of the JSON finds, with the order of its fields, or the error."""
    try:
        written = encode(value)
    except Exception as error:  # noqa: BLE001
        return type(error), str(error)
    return (repr(json.loads(written, object_pairs_hook=lambda pairs: ("object", pairs))),)


def standard(value: Any) -> bytes:
    """Write a value with the encoder of the standard library."""
    return codec._write_any(value, naive_times=False)


@settings(max_examples=400)
@given(VALUES)
@example([1e16, {1e16: 1}])
@example({"a": {True: 1, None: 2, 3: 4, 1.5: 6}})
def test_any_value_is_written_as_by_the_standard_library(value: Any) -> None:
    assert outcome(dumps, value) == outcome(standard, value)


@settings(max_examples=300)
@given(PLAIN)
def test_a_value_of_json_types_is_written_as_by_the_standard_library(value: Any) -> None:
    assert outcome(dumps, value) == outcome(standard, value)


@pytest.mark.parametrize("make", OTHERS)
def test_a_value_of_another_type_is_written_as_by_the_standard_library(make: Callable[[], object]) -> None:
    many = [{"a": [number]} for number in range(300)]
    for value in (
        make(),
        [make()],
        (make(),),
        {"a": [1.5, ({"b": make()},)]},
        [*many, make()],
        [*many, {"a": make()}],
        [{"a": make()}, *many],
    ):
        assert plain_levels(value) is None or type(make()) is dict
        assert outcome(dumps, value) == outcome(standard, value)


NAN = [{"a": 0.5}, {"a": math.nan}]
BYTES = {"messages": [{"role": "user", "content": "x"}] * 3, "image": b"x"}


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (NAN, ValueError, "[1].a is nan, which JSON cannot represent"),
        ([1.5] * 500 + [math.inf], ValueError, "[500] is inf, which JSON cannot represent"),
        (BYTES, TypeError, "image is of type bytes, which JSON cannot represent; encode the content as text"),
        ([{1}], TypeError, "[0] is of type set, which JSON cannot represent; convert it to a list"),
        ({"x": Decimal(1)}, TypeError, "x is of type Decimal, which JSON cannot represent"),
        ({"x": time(1, 2)}, TypeError, "x is of type time, which JSON cannot represent"),
        ({"x": timedelta(1)}, TypeError, "x is of type timedelta, which JSON cannot represent"),
        ({"x": Data()}, TypeError, "x is of type Data, which JSON cannot represent"),
        ({"x": Struct()}, TypeError, "x is of type Struct, which JSON cannot represent"),
        ({"x": {(1, 2): 3}}, TypeError, "x has the key (1, 2) of type tuple; keys must be strings"),
        ({"x": {UUID(int=1): 3}}, TypeError, "of type UUID; keys must be strings"),
        ({"x": 10**5000}, ValueError, "Exceeds the limit"),
    ],
)
def test_what_msgspec_would_change_raises_an_error_with_its_path(
    value: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        dumps(value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ((1, ({"a": ()},)), b'[1,[{"a":[]}]]'),
        ({1e16: 1}, b'{"1e+16":1}'),
        ({"a": {True: 1, None: 2, 3: 4}}, b'{"a":{"true":1,"null":2,"3":4}}'),
        ({Renamed.A: Renamed.A}, b'{"a":"a"}'),
        ([Text("t"), Whole(3), Real(1.5)], b'["t",3,1.5]'),
        (Point(1, (2, Number.TWO)), b"[1,[2,2]]"),
        ("a\ud800", b'"a\\ud800"'),
        ({"\udfff": "\x00\x7f\u2028é"}, b'{"\\udfff":"\\u0000\\u007f\\u2028\\u00e9"}'),
        ([2**64, -(2**70)], b"[18446744073709551616,-1180591620717411303424]"),
        (MESSAGE, b'{"role":"assistant","content":"hello"}'),
        (Pydantic(), b'{"x":1}'),
    ],
)
def test_unusual_values(value: Any, written: bytes) -> None:
    assert dumps(value) == written


def nested(depth: int, innermost: Any) -> Any:
    value = innermost
    for number in range(depth):
        value = [value] if number % 2 else {"a": value}
    return value


@pytest.mark.parametrize("depth", [0, 1, 62, 63, 64, 65, 300])
@pytest.mark.parametrize("innermost", [1, 1.5, math.nan, b"x", {1e16: None}, {}, Foreign(2)])
def test_values_of_any_depth(depth: int, innermost: Any) -> None:
    value = nested(depth, innermost)

    assert outcome(dumps, value) == outcome(standard, value)


def test_nesting_beyond_the_recursion_limit_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"^the value is nested too deeply for JSON"):
        dumps(nested(200_000, 1))


@pytest.mark.parametrize("count", [1, 2, 20, 400])
def test_a_list_that_contains_itself_is_an_error(count: int) -> None:
    # Each level has `count` times as many items as the level above.
    loop: list[Any] = []
    loop += [{"a": loop}] * count

    with pytest.raises(ValueError, match=r"^\[0\]\.a is a circular reference"):
        dumps(loop)


def test_a_container_that_occurs_many_times_is_written_each_time() -> None:
    message = {"role": "user", "content": ["x", 1]}

    assert dumps([message] * 1000) == b"[" + b",".join([b'{"role":"user","content":["x",1]}'] * 1000) + b"]"


def test_msgspec_writes_a_chat_with_tools() -> None:
    body = {
        "model": "m",
        "messages": [{"role": "user", "content": [{"type": "text", "text": "é"}]}, {"tool_calls": ()}]
        + [{"role": "user", "content": str(number)} for number in range(1000)],
        "temperature": 0.5,
        "stream": True,
        "stop": None,
        "tools": [{"function": {"parameters": {"properties": {"n": {"type": "integer", "minimum": 0}}}}}],
    }
    document = write(body)

    assert document.levels is not None
    assert [len(values) for values, _ in document.levels[:3]] == [1, 6, 1003]
    assert document.content == standard(body)
