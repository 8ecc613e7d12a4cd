"""Snapshots of an estimator: they contain every field, and times are shifted with the clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from itertools import count
from typing import Any, get_args, get_type_hints

from msgspec import Struct

from do_inference.rate_limit import Limit
from do_inference.rate_limit._bucket import Bucket
from do_inference.rate_limit._estimator import Caution, Estimator
from do_inference.rate_limit._external_usage import Share
from do_inference.rate_limit._slow_start import SlowStart
from do_inference.rate_limit._snapshot import dump, load, shift
from do_inference.rate_limit._window import Window

MOMENTS = ("at", "_at", "until", "_until", "since", "due")
"""Endings of the names of fields that contain times."""


def an_estimator() -> Estimator:
    """Every field differs from its default."""
    limits = [Limit("hour", 50, 3600.0), Limit("bucket", 7, 60.0, kind="bucket")]
    window, bucket = Window(limits[0]), Bucket(limits[1])
    window.usage.shares.append(Share(1.5, 2.5, 3.5))
    window.lower_bounds.append((1.0, 2.0))
    window.upper_bounds.append((-1.0, 3.0))
    estimator = Estimator(limits, limits=[window, bucket], slow_start=SlowStart(), caution=Caution.PROBING)
    numbers = count(100)
    for part in parts(estimator):
        for name in part.__struct_fields__:
            value = getattr(part, name)
            if isinstance(value, bool):
                setattr(part, name, not value)
            elif isinstance(value, int | float):
                setattr(part, name, type(value)(next(numbers)))
            elif isinstance(value, str):
                setattr(part, name, f"text {next(numbers)}")
    window.usage.seconds = window.seconds  # derived from the limit
    return estimator


def parts(value: Any) -> Iterator[Any]:
    """All structs in `value`."""
    if isinstance(value, list):
        for each in value:
            yield from parts(each)
    elif isinstance(value, Struct):
        yield value
        for name in value.__struct_fields__:
            yield from parts(getattr(value, name))


def test_nothing_is_lost_on_the_way_through_json() -> None:
    estimator = an_estimator()
    text = json.dumps(dump(estimator))
    restored = load(Estimator, json.loads(text))
    assert restored == estimator
    assert [type(part) for part in parts(restored)] == [type(part) for part in parts(estimator)]
    assert json.dumps(dump(restored)) == text
    assert load(Estimator, json.loads(json.dumps(dump(Estimator())))) == Estimator()


def test_a_copy_shares_nothing_with_the_original() -> None:
    estimator = an_estimator()
    copy = load(Estimator, dump(estimator))
    for part in parts(copy):
        assert not any(part is other for other in parts(estimator))
        for name in part.__struct_fields__:
            value = getattr(part, name)
            if isinstance(value, list):
                value.clear()
    assert estimator == an_estimator()


def test_a_shift_moves_every_moment_and_nothing_else() -> None:
    before, after = an_estimator(), an_estimator()
    shift(after, 1000.0)
    moved = set()
    for old, new in zip(parts(before), parts(after), strict=True):
        for name in old.__struct_fields__:
            was, value = getattr(old, name), getattr(new, name)
            if isinstance(was, float) and was != value:
                assert value - was == (-1000.0 if "clock" in type(old).__name__.lower() else 1000.0)
                moved.add((type(old).__name__, name))
    named = {
        (type(part).__name__, name)
        for part in parts(before)
        for name in part.__struct_fields__
        if name.endswith(MOMENTS)
    }
    assert moved == named | {("ServerClock", "low"), ("ServerClock", "high")}
    window = next(part for part in parts(after) if isinstance(part, Window))
    assert (window.lower_bounds, window.upper_bounds) == ([(1.0, 1002.0)], [(-1.0, 1003.0)])


def test_every_kind_of_field_can_be_restored() -> None:
    """A field of another type, such as a dict, would need its own rule."""
    known = (int, float, str, bool, type(None), Limit)
    for part in parts(an_estimator()):
        pending = list(get_type_hints(type(part)).values())
        while pending:
            annotation = pending.pop()
            pending += get_args(annotation)
            assert annotation in known or get_args(annotation) or issubclass(annotation, (Struct, Enum)), (
                annotation
            )
