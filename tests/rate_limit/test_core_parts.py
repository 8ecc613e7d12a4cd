"""The server's clock, slow start, and the records of our own requests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from do_inference.rate_limit._counts import PRUNE_FROM, RequestCounts, TokenCounts
from do_inference.rate_limit._server_clock import ServerClock
from do_inference.rate_limit._slow_start import SlowStart

# -- the server's clock -----------------------------------------------------------------------------------------------


def test_until_the_server_reports_its_time_the_given_offset_counts() -> None:
    clock = ServerClock()
    assert not clock.known
    assert clock.to_local(5_100.0, 5_000.0) == 100.0


@given(
    st.floats(-5000, 5000),
    st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 3), st.floats(0, 3)), min_size=1, max_size=20),
)
def test_a_moment_of_the_server_is_never_placed_too_early(
    offset: float, journeys: list[tuple[float, float, float]]
) -> None:
    clock = ServerClock()
    for sent, there, back in journeys:
        written = sent + there
        clock.observe(float((written + offset) // 1), sent, written + back)
    assert clock.known
    assert clock.low - 1e-6 <= offset <= clock.high + 1e-6
    assert clock.to_local(500.0 + offset, 0.0) >= 500.0 - 1e-6
    assert clock.width <= 1.0 + min(there + back for _, there, back in journeys) + 1e-6


def test_a_changed_server_clock_replaces_the_known_bounds() -> None:
    for date in (9_000.0, 1_000.0):
        clock = ServerClock()
        clock.observe(5_000.0, 100.0, 100.5)
        clock.observe(date, 100.0, 100.5)
        assert (clock.low, clock.high) == (date - 100.5, date + 1 - 100.0)


# -- slow start -------------------------------------------------------------------------------------------------------


def test_a_burst_of_250_needs_about_two_seconds_and_ends_the_slow_start() -> None:
    start = SlowStart()
    now = 0.0
    sent = 0
    matters = True
    while matters:
        now = max(now, start.due)
        matters = start.released(now)
        sent += 1
    assert sent == 149  # From 32 to 180 a second, one more with each but the first.
    assert 1.5 <= now + (250 - sent) / 180 <= 2.5


def test_requests_one_after_the_other_leave_the_pace_alone() -> None:
    start = SlowStart()
    for second in range(500):
        assert start.due <= second
        assert start.released(float(second))
    assert start.pace == 32.0


def test_a_short_delay_of_a_wake_up_is_compensated() -> None:
    start = SlowStart(due=100.0)
    start.released(100.04)
    assert start.due == pytest.approx(100.0 + 1 / 33)
    late = SlowStart(due=100.0)
    late.released(101.0)
    assert late.due == pytest.approx(100.95 + 1 / 32)


# -- records ----------------------------------------------------------------------------------------------------------


def test_a_record_moves_and_leaves_once() -> None:
    counts = RequestCounts(60.0)
    for stamp in (3.0, 1.0, 2.0):
        counts.add(stamp)
    assert counts.move(3.0, 0.5)
    assert not counts.move(3.0, 9.0)
    assert list(counts.stamps) == [0.5, 1.0, 2.0]
    assert counts.remove(1.0)
    assert not counts.remove(1.0)
    assert not counts.remove(1.5)
    assert list(counts.between(0.5, 2.0)) == [(2.0, 1)]
    assert [counts.leaving(most) for most in (0, 1)] == [2.0, 0.5]
    assert counts.leaving(2) == float("-inf")
    assert counts.first_after(0.5) == 2.0
    assert counts.first_after(2.0) == float("inf")


def test_records_are_pruned_only_when_many_have_expired() -> None:
    counts = RequestCounts(60.0)
    for index in range(PRUNE_FROM + 1):
        counts.add(index / 100)
    counts.prune(60.0 + PRUNE_FROM / 100 - 0.005)
    assert len(counts.stamps) == PRUNE_FROM + 1
    counts.add(500.0)
    counts.prune(60.01 + PRUNE_FROM / 100)
    assert list(counts.stamps) == [500.0]


@given(
    st.lists(st.tuples(st.floats(0, 200), st.integers(1, 1000)), max_size=20),
    st.floats(0, 250),
    st.integers(0, 3000),
)
def test_tokens_count_until_they_leave_and_at_most_one_step_longer(
    entries: list[tuple[float, int]], moment: float, most: int
) -> None:
    counts = TokenCounts(60.0)
    for stamp, tokens in entries:
        counts.add(stamp, tokens)
    step = 60.0 / 120
    counted = counts.count_after(moment)
    assert counted >= sum(tokens for stamp, tokens in entries if stamp > moment)
    assert counted <= sum(tokens for stamp, tokens in entries if stamp > moment - step - 1e-9)
    leaving = counts.leaving(most)
    assert counts.count_after(leaving) <= most
    assert leaving == float("-inf") or counts.count_after(leaving - step) > most
    assert sum(tokens for _, tokens in counts.between(moment, float("inf"))) == counted


def test_corrected_tokens_are_never_negative_and_expired_ones_are_pruned() -> None:
    counts = TokenCounts(60.0)
    counts.add(10.0, 100)
    counts.add(10.0, -300)
    assert counts.count_after(0.0) == 0
    counts.add(30.0, -5)
    counts.add(30.0, 50)
    counts.prune(71.0)
    assert counts.ends == [30.5]
    assert counts.count_after(0.0) == 50
