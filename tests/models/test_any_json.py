"""Decoders accept any JSON, and models serialise it unchanged."""

from __future__ import annotations

import copy
import json
import pickle
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from do_inference_generated import _deep, models
from do_inference_generated._model import Model, to_plain
from do_inference_generated.operations import OPERATIONS

PAGES = {f"{one.result.module}_page" for one in OPERATIONS.values() if one.pagination and one.result}
"""The modules with the pages of lists, which are decoded as the results that they extend."""
MODULES = sorted(m.name for m in iter_modules(models.__path__) if m.name not in {"enums", *PAGES})

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["", "2026-04-21T18:07:47.228188268Z", "9999-99-99T99:99:99Z", "2026-W01", "24:00"])
)
any_json = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def shaped(depth: int, keys: list[str], tags: list[str]) -> st.SearchStrategy[Any]:
    """Objects whose keys and tags are often those of the description, and whose values are anything."""
    if depth == 0:
        return any_json
    inner = shaped(depth - 1, keys, tags)
    value = any_json | inner | st.lists(inner, max_size=2) | st.sampled_from(tags)
    return st.dictionaries(st.sampled_from(keys) | st.text(max_size=4), value, max_size=6)


def vocabulary() -> tuple[list[str], list[str]]:
    keys: set[str] = {"type"}
    tags: set[str] = set()
    for name in MODULES:
        module = import_module(f"{models.__name__}.{name}")
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, Model):
                keys |= set(thing._wire)
        tags |= set(getattr(module, "_MEMBERS", {}))
    return sorted(keys), sorted(tags)


BODIES = shaped(3, *vocabulary())


@pytest.mark.parametrize("name", MODULES)
@given(body=any_json | BODIES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_decoding_never_raises(name: str, body: Any) -> None:
    decode = import_module(f"{models.__name__}.{name}").decode
    before = copy.deepcopy(body)
    decoded = decode(body)
    repr(decoded)
    assert decoded == decode(copy.deepcopy(body))
    if isinstance(decoded, Model):
        raw = before if isinstance(before, dict) else {}
        assert decoded.to_dict() == raw
        decoded.to_dict(exclude_none=True)
        assert to_plain(pickle.loads(pickle.dumps(decoded))) == raw
    assert body == before


DEEP = 5000
"""Levels of nesting, more than the recursion limit."""


def nested(kind: str) -> Any:
    value: Any = "bottom"
    for level in range(DEEP):
        value = {"a": value} if kind == "objects" or (kind == "both" and level % 2) else [value]
    return value


PLACES = {
    "an unknown field": lambda deep: {"id": "x", "choices": [], "unknown": deep},
    "a field of another type": lambda deep: {"id": deep, "choices": deep},
    "a part": lambda deep: {"choices": [{"message": {"content": deep}}], "usage": {"unknown": deep}},
}


@pytest.mark.parametrize("kind", ["objects", "arrays", "both"])
@pytest.mark.parametrize("place", PLACES)
def test_deeply_nested_json_can_be_compared_copied_and_serialised(place: str, kind: str) -> None:
    received = PLACES[place](nested(kind))
    result = models.ChatCompletion.from_dict(received)
    result.model = "changed"

    assert same(result.to_dict(), {**received, "model": "changed"})
    same(result.to_dict(exclude_none=True), {**received, "model": "changed"})
    for copied in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result), copy.copy(result)):
        assert copied == result
        assert copied.model == "changed"
    assert result != models.ChatCompletion.from_dict(PLACES[place](["another", nested(kind)]))
    assert "ChatCompletion(" in repr(result)


def same(one: Any, other: Any) -> bool:
    """Equal, and not the same containers."""
    left = [(one, other)]
    while left:
        one, other = left.pop()
        if type(one) is not type(other):
            return False
        if isinstance(one, dict | list):
            if one is other or len(one) != len(other):
                return False
            left += (
                [(one[key], other[key]) for key in one]
                if isinstance(one, dict)
                else zip(one, other, strict=True)
            )
        elif one != other:
            return False
    return True


@pytest.mark.parametrize("indent", [None, 0, 2])
@given(value=st.lists(any_json, max_size=3) | st.dictionaries(st.text(max_size=8), any_json, max_size=3))
def test_deep_json_is_serialised_like_other_json(indent: int | None, value: Any) -> None:
    assert _deep.dumps(value, indent) == json.dumps(value, ensure_ascii=False, indent=indent)
    assert _deep.from_rows(_deep.rows(value)) == value


@pytest.mark.parametrize("indent", [None, 1])
def test_a_deep_result_is_serialised_completely(indent: int | None) -> None:
    text = models.ChatCompletion.from_dict({"deep": nested("both")}).to_json(indent=indent)

    assert (
        "".join(text.split())
        == '{"deep":'
        + "".join(('{"a":' if level % 2 else "[") for level in reversed(range(DEEP)))
        + '"bottom"'
        + "".join("}" if level % 2 else "]" for level in range(DEEP))
        + "}"
    )


def test_a_value_that_contains_itself_is_visited_once() -> None:
    endless: list[Any] = ["end"]
    endless.append(endless)
    result = models.ChatCompletion.from_dict({"id": "x", "choices": []})
    result.model = endless  # type: ignore[assignment]

    copied = result.to_dict()["model"]

    assert copied is not endless
    assert copied[0] == "end"
    assert copied[1][1][1][0] == "end"
    assert result == result.from_dict(result.to_dict())
    with pytest.raises(ValueError, match="Circular reference"):
        result.to_json()
