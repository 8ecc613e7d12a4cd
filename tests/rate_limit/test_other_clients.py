"""Other clients of the same key: their pace, and the amount set aside for them."""

from __future__ import annotations

from math import inf

import pytest

from do_inference.rate_limit import Limit
from do_inference.rate_limit._backoff import RECOVERY, Backoff
from do_inference.rate_limit._external_usage import OtherClients
from do_inference.rate_limit._window import Window


def set_aside(others: OtherClients, windows: list[Window], now: float) -> None:
    others.measure(windows[0].usage, now)
    for window in windows:
        window.set_aside = others.usage_to_set_aside(window.amount, window.seconds)


def watched(*, taken: float, over: float, yielding: bool = True) -> tuple[OtherClients, Window, Window]:
    """Return the state after `taken` requests of other clients in so many seconds since the first contact."""
    others, hour, minute = (
        OtherClients(yielding),
        Window(Limit("h", 5000, 3600.0)),
        Window(Limit("m", 250, 60.0)),
    )
    others.since = 0.0
    if taken:
        hour.usage.add(taken, 0.0, over)
    set_aside(others, [hour, minute], over)
    return others, hour, minute


def test_the_expected_usage_of_other_clients_is_set_aside_in_every_window() -> None:
    others, hour, minute = watched(taken=750, over=1800.0)
    assert others.pace == pytest.approx(1500 / 3600)
    assert 1500 < hour.set_aside <= 1500 + 3 * 39
    assert 25 < minute.set_aside <= 25 + 3 * 5
    assert hour.used_by_others(1800.0) == hour.set_aside


def test_known_usage_above_the_amount_set_aside_counts_instead() -> None:
    _, hour, _ = watched(taken=750, over=1800.0)
    hour.usage.add(3000, 1700.0, 1800.0)
    assert hour.used_by_others(1800.0) == pytest.approx(3750)


def test_of_no_limit_more_than_half_is_set_aside() -> None:
    _, hour, minute = watched(taken=4000, over=1800.0)
    assert (hour.set_aside, minute.set_aside) == (2500, 125)


def test_whoever_does_not_yield_sets_nothing_aside() -> None:
    _, hour, minute = watched(taken=750, over=1800.0, yielding=False)
    assert (hour.set_aside, minute.set_aside) == (0, 0)


def test_usage_before_the_first_contact_does_not_count_in_the_pace() -> None:
    others, hour, minute = OtherClients(), Window(Limit("h", 5000, 3600.0)), Window(Limit("m", 250, 60.0))
    hour.begin(3000, 0, -3600.0, 10.0)
    others.since = 10.0
    set_aside(others, [hour, minute], 300.0)
    assert others.pace == 0.0
    assert hour.set_aside == 0


def test_inactive_other_clients_are_forgotten_with_the_window() -> None:
    others, hour, minute = watched(taken=750, over=1800.0)
    set_aside(others, [hour, minute], 1800.0 + 3600.0)
    assert (hour.set_aside, minute.set_aside) == (0, 0)


def test_a_limit_of_one_is_never_set_aside_whole() -> None:
    others, one = OtherClients(), Window(Limit("one", 1, 60.0))
    others.since = 0.0
    one.usage.add(1, 1.0, 50.0)
    set_aside(others, [one], 50.0)
    assert one.set_aside == 0


def test_each_rejection_halves_the_pace_and_time_restores_it() -> None:
    backoff = Backoff()
    assert backoff.at == -inf
    assert backoff.pace_factor(0.0) == 1.0
    assert backoff.record_rejection(0.0, 1.0)
    assert backoff.pace_factor(1.0) == 0.5
    assert not backoff.record_rejection(0.5, 1.1)
    assert backoff.record_rejection(2.0, 3.0)
    assert backoff.pace_factor(3.0) == pytest.approx(0.25, abs=0.001)
    assert backoff.pace_factor(3.0 + RECOVERY * 3600.0) == 1.0
