"""The estimate of what other clients have used of a window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from do_inference.rate_limit._external_usage import ExternalUsage, Share

WINDOW = 60.0


def test_a_share_leaves_the_window_evenly() -> None:
    usage = ExternalUsage(WINDOW, [Share(12, 0.0, 30.0)])
    assert [usage.estimate(now) for now in (30.0, 60.0, 70.0, 75.0, 89.0, 90.0, 91.0)] == pytest.approx(
        [12, 12, 8, 6, 0.4, 0, 0]
    )


def test_restoring_affects_only_usage_that_has_left_the_window() -> None:
    usage = ExternalUsage(WINDOW, [Share(12, 0.0, 30.0)])
    assert usage.restore(3, 70.0) == 0  # 4 of 12 have left, 3 of them come back.
    assert usage.estimate(70.0) == pytest.approx(11)


def test_restoring_more_than_has_left_returns_the_rest() -> None:
    usage = ExternalUsage(WINDOW, [Share(12, 0.0, 30.0)])
    assert usage.restore(10, 70.0) == pytest.approx(6)
    assert usage.estimate(70.0) == pytest.approx(12)


@pytest.mark.parametrize(
    ("now", "why"),
    [(50.0, "nothing has left yet"), (60.0, "it begins to leave"), (90.0, "all of it has left")],
)
def test_a_share_that_is_whole_or_gone_restores_nothing(now: float, why: str) -> None:
    usage = ExternalUsage(WINDOW, [Share(12, 0.0, 30.0)])
    before = usage.estimate(now)
    assert usage.restore(5, now) == 5, why
    assert usage.estimate(now) == before


def test_shares_are_restored_in_turn_until_the_count_is_reached() -> None:
    usage = ExternalUsage(WINDOW, [Share(12, 0.0, 30.0), Share(20, 0.0, 20.0)])
    assert usage.restore(9, 70.0) == 0  # 4 of the first, 5 of the 10 that have left of the second.
    assert [share.count for share in usage.shares] == pytest.approx([12, 15])


def share(count: float, since: float, span: float) -> Share:
    return Share(count, since, since + span)


SHARES = st.lists(
    st.builds(share, st.floats(0.5, 100), st.floats(0, 100), st.floats(0, 60)),
    max_size=5,
)


@given(SHARES, st.floats(0, 200), st.floats(0.1, 300))
def test_restoring_raises_the_estimate_by_the_restored_amount(
    shares: list[Share], now: float, count: float
) -> None:
    usage = ExternalUsage(WINDOW, shares)
    before = usage.estimate(now)
    rest = usage.restore(count, now)
    assert 0 <= rest <= count
    assert usage.estimate(now) - before == pytest.approx(count - rest, abs=1e-6)


@given(SHARES, st.floats(0, 200), st.floats(0.1, 300))
def test_dropping_lowers_the_estimate_by_as_much_as_there_is(
    shares: list[Share], now: float, count: float
) -> None:
    usage = ExternalUsage(WINDOW, shares)
    before = usage.estimate(now)
    usage.drop(count, now)
    assert usage.estimate(now) == pytest.approx(max(0.0, before - count), abs=1e-6)
