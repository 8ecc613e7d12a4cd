"""Others with the same key: how fast they go, and what is set aside for them."""

from __future__ import annotations

from math import inf

import pytest

from do_inference.rate_limit import Limit
from do_inference.rate_limit.company import Company
from do_inference.rate_limit.refusals import RECOVERY, Refusals
from do_inference.rate_limit.window import Window


def watched(*, taken: float, over: float, yielding: bool = True) -> tuple[Company, Window, Window]:
    """`taken` requests of others were found over so many seconds since the first contact."""
    company, hour, minute = Company(yielding), Window(Limit("h", 5000, 3600.0)), Window(Limit("m", 250, 60.0))
    company.since = 0.0
    if taken:
        hour.outside.add(taken, 0.0, over)
    company.measure(hour, [minute], over)
    return company, hour, minute


def test_what_others_use_at_their_pace_is_set_aside_in_every_window() -> None:
    company, hour, minute = watched(taken=750, over=1800.0)
    assert company.pace == pytest.approx(1500 / 3600)
    assert 1500 < hour.expected <= 1500 + 3 * 39
    assert 25 < minute.expected <= 25 + 3 * 5
    assert hour.taken(1800.0) == hour.expected


def test_what_they_have_taken_already_counts_where_it_is_more() -> None:
    _, hour, _ = watched(taken=750, over=1800.0)
    hour.outside.add(3000, 1700.0, 1800.0)
    assert hour.taken(1800.0) == pytest.approx(3750)


def test_of_no_limit_more_than_half_is_set_aside() -> None:
    _, hour, minute = watched(taken=4000, over=1800.0)
    assert (hour.expected, minute.expected) == (2500, 125)


def test_whoever_does_not_yield_sets_nothing_aside() -> None:
    _, hour, minute = watched(taken=750, over=1800.0, yielding=False)
    assert (hour.expected, minute.expected) == (0, 0)


def test_what_was_used_before_the_first_contact_tells_nothing_of_the_pace() -> None:
    company, hour, minute = Company(), Window(Limit("h", 5000, 3600.0)), Window(Limit("m", 250, 60.0))
    hour.begin(3000, 0, -3600.0, 10.0)
    company.since = 10.0
    company.measure(hour, [minute], 300.0)
    assert company.pace == 0.0
    assert hour.expected == 0


def test_others_who_are_gone_are_forgotten_with_the_window() -> None:
    company, hour, minute = watched(taken=750, over=1800.0)
    company.measure(hour, [minute], 1800.0 + 3600.0)
    assert (hour.expected, minute.expected) == (0, 0)


def test_a_limit_of_one_is_never_set_aside_whole() -> None:
    company, one = Company(), Window(Limit("one", 1, 60.0))
    company.since = 0.0
    one.outside.add(1, 1.0, 50.0)
    company.measure(one, [], 50.0)
    assert one.expected == 0


def test_each_refusal_halves_the_pace_and_time_brings_it_back() -> None:
    refusals = Refusals()
    assert refusals.at == -inf
    assert refusals.eagerness(0.0) == 1.0
    assert refusals.note(0.0, 1.0)
    assert refusals.eagerness(1.0) == 0.5
    assert not refusals.note(0.5, 1.1)
    assert refusals.note(2.0, 3.0)
    assert refusals.eagerness(3.0) == pytest.approx(0.25, abs=0.001)
    assert refusals.eagerness(3.0 + RECOVERY) == 1.0
