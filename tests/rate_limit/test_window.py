"""A sliding window: admission, its predictions, and what others took of it."""

from __future__ import annotations

from math import ceil, inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from do_inference.rate_limit._counts import RequestCounts, TokenCounts
from do_inference.rate_limit._external_usage import Share
from do_inference.rate_limit._limits import Limit
from do_inference.rate_limit._window import Window, length_between, usual_length

MINUTE = Limit("minute", 50, 60.0)
TOKENS = Limit("tokens", 1000, 60.0, "tokens")


def counts_of(*stamps: float) -> RequestCounts:
    counts = RequestCounts(3600.0)
    for stamp in stamps:
        counts.add(stamp)
    return counts


def with_others(count: float, since: float, until: float, *, limit: Limit = MINUTE) -> Window:
    window = Window(limit)
    window.usage.add(count, since, until)
    return window


# -- admission ----------------------------------------------------------------------------------------------------


def test_a_request_counts_until_its_stamp_is_exactly_as_old_as_the_window_is_long() -> None:
    window = Window(MINUTE)
    counts = counts_of(40.0, 41.0)
    assert [window.room(now, counts) for now in (99.9, 100.0, 101.0)] == [48, 49, 50]


def test_usage_of_other_clients_is_rounded_up() -> None:
    window = with_others(10.5, 90.0, 90.0)
    assert window.room(100.0, counts_of(99.0)) == 50 - 1 - 11
    assert window.room(151.0, counts_of(99.0)) == 49


def test_the_amount_set_aside_counts_only_above_known_usage() -> None:
    window = with_others(10.0, 90.0, 90.0)
    window.set_aside = 25
    assert window.room(100.0, counts_of()) == 25
    window.usage.add(20.0, 99.0, 99.0)
    assert window.room(100.0, counts_of()) == 20
    assert window.known_usage(100.0) == 30.0
    assert Window(MINUTE, set_aside=25).room(100.0, counts_of()) == 25


def test_a_request_larger_than_the_window_needs_everything_not_set_aside() -> None:
    window = Window(TOKENS, reserve=100, set_aside=200)
    assert [window.needs(tokens) for tokens in (5000, 701, 700, 1)] == [700, 700, 700, 1]
    assert Window(TOKENS, set_aside=1000).needs(5000) == 1
    assert Window(MINUTE).needs(5000) == 1
    assert Window(MINUTE, reserve=50).usable == 1


@settings(max_examples=80)
@given(
    st.lists(st.floats(0, 100), max_size=12),
    st.lists(st.tuples(st.floats(0.5, 8), st.floats(30, 100), st.floats(0, 30)), max_size=3),
    st.integers(1, 10),
    st.integers(0, 5),
)
def test_the_predicted_moment_is_the_first_with_enough_room(
    stamps: list[float], shares: list[tuple[float, float, float]], need: int, expected: int
) -> None:
    window = Window(Limit("w", 10, 60.0))
    window.usage.shares = [Share(count, since, since + span) for count, since, span in shares]
    window.set_aside = 0 if shares else expected
    counts = counts_of(*stamps)
    at = window.free_at(100.0, need, counts)
    if at == inf:
        assert need > 10 - window.set_aside
        return
    assert window.room(max(100.0, at), counts) >= need
    if at > 100.01:
        assert window.room(at - 0.01, counts) < need


def test_more_than_the_window_holds_never_fits() -> None:
    assert Window(MINUTE).free_at(0.0, 51, counts_of()) == inf
    assert Window(MINUTE, reserve=1).free_at(0.0, 50, counts_of()) == inf
    assert Window(MINUTE, set_aside=10).free_at(0.0, 41, counts_of()) == inf
    assert Window(MINUTE, set_aside=10).free_at(0.0, 40, counts_of()) < 0.0


def test_a_queue_of_token_requests_waits_for_the_tokens_of_the_last() -> None:
    counts = TokenCounts(60.0)
    counts.add(10.0, 900)
    assert Window(TOKENS).queue_free_at(20.0, 500, 100, counts) == 20.0
    assert 70.0 <= Window(TOKENS).queue_free_at(20.0, 500, 101, counts) <= 71.0


# -- what the server reports ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reset", "until", "resets_at"),
    [(None, 110.0, inf), (105.0, 110.0, 105.0), (130.0, 130.0, 130.0), (400.0, 160.0, 400.0)],
)
def test_a_report_holds_until_its_reset_and_for_ten_seconds_at_least(
    reset: float | None, until: float, resets_at: float
) -> None:
    window = Window(MINUTE)
    window.report(20, 100.0, 100.5, reset)
    assert (window.left, window.left_at, window.response_at) == (20, 100.0, 100.5)
    assert (window.left_until, window.resets_at) == (until, resets_at)


def test_a_report_to_an_older_request_is_ignored() -> None:
    window = Window(MINUTE)
    window.report(20, 100.0, 100.5, None)
    window.report(40, 99.9, 101.0, 130.0)
    assert (window.left, window.left_at, window.response_at, window.resets_at) == (20, 100.0, 100.5, inf)
    window.report(30, 100.0, 101.0, None)
    assert window.left == 30


def test_requests_released_after_a_report_may_count_in_it() -> None:
    window = Window(MINUTE, reserve=2)
    window.report(20, 100.0, 100.5, None)
    assert window.reported_room(counts_of(99.0, 100.0, 100.1, 103.0)) == 20 - 2 - 2


def test_a_firm_amount_is_lowered_and_never_raised() -> None:
    window = Window(Limit("mine", 50, 60.0, firm=True))
    amounts = []
    for amount in (100, 20, 30, 0):
        window.resize(amount)
        amounts.append(window.amount)
    assert amounts == [50, 20, 30, 1]
    plan = Window(MINUTE)
    plan.resize(100)
    assert plan.amount == 100


def test_another_length_removes_the_known_usage_of_other_clients() -> None:
    window = with_others(10.0, 90.0, 90.0)
    window.relength(120.0)
    assert (window.limit.name, window.seconds) == ("requests-per-120-seconds", 120.0)
    assert (window.usage.seconds, window.usage.shares) == (120.0, [])


@pytest.mark.parametrize(
    ("amount", "seconds", "unit", "reserve"),
    [
        (5000, 3600.0, "requests", 20),
        (5000, 600.0, "requests", 20),
        (5000, 599.0, "requests", 0),
        (5000, 3600.0, "tokens", 0),
        (249, 3600.0, "requests", 0),
        (250, 3600.0, "requests", 1),
    ],
)
def test_a_long_window_of_requests_keeps_a_reserve_for_new_processes(
    amount: int, seconds: float, unit: str, reserve: int
) -> None:
    window = Window(Limit("w", amount, seconds, "tokens" if unit == "tokens" else "requests"))
    window.set_reserve()
    assert window.reserve == reserve


# -- what others took -------------------------------------------------------------------------------------------------


def reconcile(window: Window, used: float, own: tuple[float, float], now: float) -> float | None:
    return window.reconcile(used, own, now, now)


def test_the_first_report_shows_earlier_usage() -> None:
    window = Window(Limit("hour", 5000, 3600.0))
    assert window.begin(300, 4, 50.0, 100.0) == 296
    assert window.usage.shares == [Share(296, 50.0, 100.0)]
    assert window.reserve == 20
    alone = Window(Limit("hour", 5000, 3600.0))
    assert alone.begin(4, 4, 50.0, 100.0) == 0
    assert (alone.usage.shares, alone.reserve) == ([], 0)
    known = with_others(10.0, 90.0, 90.0)
    assert known.begin(14, 1, 50.0, 100.0) == 3
    early = Window(MINUTE)
    early.begin(10, 0, -1000.0, 100.0)
    assert early.usage.shares == [Share(10, 40.0, 100.0)]


def test_one_report_shows_no_other_client_and_the_lower_of_two_does() -> None:
    window = Window(MINUTE, reported_at=90.0)
    assert reconcile(window, 12, (2, 2), 100.0) is None
    assert reconcile(window, 15, (2, 2), 101.0) == 10
    assert window.usage.shares == [Share(10, 100.0, 101.0)]
    assert window.lower_bounds == []


def test_of_several_reports_the_middle_one_counts() -> None:
    window = Window(MINUTE)
    results = [reconcile(window, used, (2, 2), 100.0 + index) for index, used in enumerate((2, 2, 2, 30, 30))]
    assert results == [None] * 5
    assert reconcile(window, 30, (2, 2), 105.0) == 28


def test_reports_older_than_ten_seconds_confirm_nothing() -> None:
    window = Window(MINUTE)
    assert reconcile(window, 12, (2, 2), 100.0) is None
    assert reconcile(window, 12, (2, 2), 110.0) is None
    assert reconcile(window, 12, (2, 2), 119.9) == 10


def test_usage_that_may_be_our_own_shows_no_other_client() -> None:
    window = Window(MINUTE)
    for index in range(8):
        assert reconcile(window, 12, (5, 12), 100.0 + index) is None


def test_usage_that_the_server_no_longer_counts_is_forgotten_after_two_reports() -> None:
    window = with_others(20.0, 90.0, 99.0)
    assert reconcile(window, 7, (2, 4), 100.0) is None
    assert window.known_usage(100.0) == 20.0
    assert reconcile(window, 8, (2, 4), 101.0) == 0.0
    assert window.known_usage(101.0) == pytest.approx(6)
    gone = with_others(20.0, 90.0, 99.0)
    for now in (100.0, 101.0):
        reconcile(gone, 1, (2, 4), now)
    assert gone.known_usage(101.0) == 0.0


def test_usage_that_left_the_window_too_early_is_restored_and_not_new() -> None:
    window = with_others(20.0, 0.0, 40.0)
    assert window.known_usage(80.0) == pytest.approx(10)
    for now in (79.9, 80.0):
        result = reconcile(window, 16, (0, 0), now)
    assert result == 0.0
    assert window.known_usage(80.0) == pytest.approx(16, abs=0.1)
    assert len(window.usage.shares) == 1


def test_new_usage_came_since_the_last_report_and_within_the_window() -> None:
    window = Window(MINUTE, reported_at=-1000.0)
    window.lower_bounds = [(10.0, 100.0)]
    window.reconcile(10, (0, 0), 101.0, 100.5)
    assert window.usage.shares == [Share(10, 41.0, 101.0)]
    assert window.reported_at == 100.5
    window.reconcile(10, (0, 0), 102.0, 99.0)
    assert window.reported_at == 100.5


def test_a_surplus_within_the_noise_of_reports_shows_no_other_client() -> None:
    window = Window(MINUTE)
    reconcile(window, 5, (10, 10), 100.0)  # Five fewer than are certainly ours.
    assert window.noise == 5.0
    for index in range(3):
        assert reconcile(window, 14, (10, 10), 111.0 + index) is None
    assert window.noise == pytest.approx(5.0 * 0.98**3)
    loud = Window(MINUTE, noise=5.0)
    assert [reconcile(loud, 16, (10, 10), 111.0 + index) for index in range(2)] == [None, 6.0]


def test_noise_fades_with_the_reports_that_agree() -> None:
    window = Window(MINUTE, noise=4.0)
    for index in range(34):
        reconcile(window, 10, (10, 10), 100.0 + index)
    assert window.noise == pytest.approx(2.0, abs=0.05)


def test_a_full_window_contains_usage_of_other_clients() -> None:
    window = with_others(5.0, 95.0, 95.0)
    window.fill(20, 50.0, 100.0)
    assert window.known_usage(100.0) == 50 - 20
    assert window.usage.shares[-1] == Share(25, 50.0, 100.0)
    window.fill(20, 50.0, 100.0)
    assert len(window.usage.shares) == 2
    early = Window(MINUTE)
    early.fill(20, 10.0, 100.0)
    assert early.usage.shares == [Share(30, 40.0, 100.0)]


@pytest.mark.parametrize(
    ("seconds", "usual"), [(0.3, 1), (1, 1), (1.01, 2), (58, 60), (61, 120), (90_000, 90_000)]
)
def test_a_length_that_is_roughly_known_is_the_next_usual_one(seconds: float, usual: float) -> None:
    assert usual_length(seconds) == usual


@pytest.mark.parametrize(
    ("least", "most", "length"), [(57, 62, 60), (1, 62, 60), (61, 70, 70), (61.2, 70.2, 71), (60, 60, 60)]
)
def test_a_length_between_bounds_is_a_usual_one_if_there_is_one(
    least: float, most: float, length: float
) -> None:
    assert length_between(least, most) == length
    assert length_between(least, most) <= ceil(most)
