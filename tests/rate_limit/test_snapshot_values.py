"""Snapshots of arbitrary values of an estimator, and compatibility with new fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from math import inf
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, field

from do_inference.rate_limit._bucket import Bucket
from do_inference.rate_limit._estimator import Estimator
from do_inference.rate_limit._external_usage import ExternalUsage, Share
from do_inference.rate_limit._limits import Limit
from do_inference.rate_limit._server_clock import ServerClock
from do_inference.rate_limit._snapshot import Moment, Moments, Offset, dump, load, shift
from do_inference.rate_limit._window import Window

NUMBERS = st.floats(allow_nan=False)
LIMITS = st.builds(
    Limit,
    st.text(max_size=5),
    st.integers(1, 10**12),
    st.floats(0.001, 1e6),
    st.sampled_from(("requests", "tokens")),
    st.booleans(),
    st.sampled_from(("window", "bucket")),
)
MOMENT_NAMES = ("at", "until", "since", "due")
"""Endings of the names of fields that contain times."""


def values_of(annotation: Any) -> st.SearchStrategy[Any]:
    """Any value of a field of that type."""
    plain = {
        bool: st.booleans(),
        int: st.integers(1, 2**53),
        float: NUMBERS,
        str: st.text(max_size=5),
        NoneType: st.none(),
        Limit: LIMITS,
    }
    if annotation in plain:
        return plain[annotation]
    inner = get_args(annotation)
    if isinstance(annotation, UnionType):
        return st.one_of([values_of(each) for each in inner])
    if get_origin(annotation) is list:
        return st.lists(values_of(inner[0]), max_size=2)
    if get_origin(annotation) is tuple:
        return st.tuples(*map(values_of, inner))
    if issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    return any_of(annotation)


def any_of(cls: type[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {name: values_of(hint) for name, hint in get_type_hints(cls).items() if name in names_of(cls)}
    ).map(lambda values: made(cls, values))


def names_of(cls: type[Any]) -> set[str]:
    return {*cls.__struct_fields__}


def made(cls: type[Any], values: dict[str, Any]) -> Any:
    """An instance with exactly these values, whatever its constructor fills in."""
    instance = cls(**values)
    for name, value in values.items():
        setattr(instance, name, value)
    if isinstance(instance, Window):
        instance.usage.seconds = instance.seconds  # Derived from the limit.
    if isinstance(instance, Bucket):
        instance.level = max(instance.level, -1e12)
        instance.refill = max(instance.refill, 1e-6)
    return instance


def classes(cls: Any) -> Iterator[Any]:
    """The structs that a snapshot of `cls` holds."""
    yield cls
    for hint in get_type_hints(cls).values():
        pending = [hint]
        while pending:
            annotation = pending.pop()
            pending += get_args(annotation)
            if isinstance(annotation, type) and issubclass(annotation, Struct):
                yield from classes(annotation)


CLASSES = list(dict.fromkeys(classes(Estimator)))


@settings(max_examples=40)
@given(any_of(Estimator))
def test_any_estimator_survives_json_text(estimator: Estimator) -> None:
    text = json.dumps(dump(estimator))
    restored = load(Estimator, json.loads(text))
    assert restored == estimator
    assert json.dumps(dump(restored)) == text


def test_infinite_moments_survive_json_text() -> None:
    window = Window(Limit("w", 5, 60.0), reported_at=-inf, resets_at=inf, lower_bounds=[(-inf, inf)])
    restored = load(Window, json.loads(json.dumps(dump(window))))
    assert (restored.reported_at, restored.resets_at, restored.lower_bounds) == (-inf, inf, [(-inf, inf)])


def test_an_overdrawn_bucket_is_not_full_after_a_restore() -> None:
    bucket = Bucket(Limit("tokens", 1000, 60.0, "tokens", kind="bucket"))
    bucket.consume(1500)
    assert load(Bucket, json.loads(json.dumps(dump(bucket)))).level == -500.0


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_field_that_is_named_like_a_moment_moves_with_the_clock(cls: Any) -> None:
    hints, declared = get_type_hints(cls), get_type_hints(cls, include_extras=True)
    for name in cls.__struct_fields__:
        last = name.rpartition("_")[2]
        named = hints[name] is float and last in MOMENT_NAMES
        assert (declared[name] == Moment) == named, name
        assert (declared[name] == Offset) == (cls is ServerClock), name
        pairs = hints[name] == list[tuple[float, float]]
        assert (declared[name] == Moments) == pairs, name


def test_the_walk_reaches_every_part_of_an_estimator() -> None:
    names = {cls.__name__ for cls in CLASSES}
    assert {"Estimator", "Window", "Bucket", "ExternalUsage", "Share", "OtherClients"} < names
    assert {"Backoff", "SlowStart", "ServerClock"} < names


class Old(Struct):
    number: int = 1
    at: Moment = -inf


class New(Struct):
    number: int = 1
    at: Moment = -inf
    since: Moment = 7.0
    shares: list[Share] = field(default_factory=list)


def test_a_new_field_has_its_default_in_a_snapshot_from_before() -> None:
    assert load(New, json.loads(json.dumps(dump(Old(5, 9.0))))) == New(5, 9.0, 7.0, [])


def test_a_field_that_no_longer_exists_is_ignored() -> None:
    assert load(Old, dump(New(5, 9.0, 1.0, [Share(1.0, 2.0, 3.0)]))) == Old(5, 9.0)


def test_every_field_of_an_estimator_may_be_missing_but_those_without_a_default() -> None:
    dumped = dump(Estimator([Limit("w", 5, 60.0)], limits=[Window(Limit("w", 5, 60.0))]))
    for name in names_of(Estimator):
        load(Estimator, {key: value for key, value in dumped.items() if key != name})
    for name in names_of(Window) - {"limit"}:
        dumped = dump(Window(Limit("w", 5, 60.0)))
        del dumped[name]
        assert load(Window, dumped) == Window(Limit("w", 5, 60.0))


def test_a_shift_back_undoes_a_shift_and_leaves_infinite_moments() -> None:
    window = Window(Limit("w", 5, 60.0), reported_at=10.0, lower_bounds=[(1.5, 20.0)])
    window.usage = ExternalUsage(60.0, [Share(5.0, 30.0, 40.0)])
    estimator = Estimator(limits=[window], server_clock=ServerClock(100.0, 101.0))
    before = load(Estimator, dump(estimator))
    shift(estimator, 50.0)
    assert (window.reported_at, window.lower_bounds, window.resets_at) == (60.0, [(1.5, 70.0)], inf)
    assert window.usage.shares == [Share(5.0, 80.0, 90.0)]
    assert estimator.server_clock == ServerClock(50.0, 51.0)
    assert estimator.calibrated_at == inf
    shift(estimator, -50.0)
    assert estimator == before
