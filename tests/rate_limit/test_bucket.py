"""A bucket that refills continuously: admission, predictions, and learning from responses."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from do_inference.rate_limit._bucket import Bucket
from do_inference.rate_limit._counts import RequestCounts, TokenCounts
from do_inference.rate_limit._estimator import Caution, new_estimator
from do_inference.rate_limit._ledger import Ledger
from do_inference.rate_limit._limits import Limit

JOURNEYS = st.lists(st.tuples(st.floats(0, 8), st.floats(0, 2), st.floats(0, 5)), min_size=10, max_size=80)
"""For each request: the seconds since the previous one, until its arrival, and until the response."""


class Server:
    """An exact bucket, full at the start."""

    def __init__(self, amount: int, refill: float) -> None:
        self.amount, self.refill = amount, refill
        self.level, self.at = float(amount), 0.0

    def take(self, at: float) -> float:
        """Return what is left after a request that arrives at `at`; negative if there was not enough."""
        self.level = min(self.amount, self.level + self.refill * (at - self.at)) - 1
        self.at = at
        return self.level


def ledger(amount: int, seconds: float, *, unit: str = "requests", proven: bool = True) -> Ledger:
    limit = Limit("bucket", amount, seconds, "tokens" if unit == "tokens" else "requests", kind="bucket")
    made = Ledger(new_estimator([limit]))
    made.estimator.caution = Caution.CALIBRATED
    bucket_of(made).proven = proven
    return made


def bucket_of(book: Ledger) -> Bucket:
    (bucket,) = book.estimator.limits
    assert isinstance(bucket, Bucket)
    return bucket


def bucket(amount: int = 120, seconds: float = 60.0, **fields: object) -> Bucket:
    made = Bucket(Limit("bucket", amount, seconds, kind="bucket"), at=0.0)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def no_counts() -> RequestCounts:
    return RequestCounts(60.0)


def counts_of(*stamps: float) -> RequestCounts:
    counts = no_counts()
    for stamp in stamps:
        counts.add(stamp)
    return counts


def drive(
    book: Ledger, journeys: list[tuple[float, float, float]], interfere: Callable[[int, float, float], float]
) -> list[float]:
    """Send every request as soon as the ledger admits it. Return the times of arrival."""
    arrivals: list[float] = []
    answers: list[tuple[float, float]] = []
    now = 0.0
    for index, (gap, there, back) in enumerate(journeys):
        now += gap
        for looks in count():
            assert looks < 1000, "a predicted moment was too early again and again"
            for at, stamp in sorted(answer for answer in answers if answer[0] <= now):
                book.settle(stamp, at)
            answers = [answer for answer in answers if answer[0] > now]
            granted = book.admit(now)
            if granted is not None:
                break
            soonest = min([book.retry_at, *(at for at, _ in answers)])
            assert soonest > now
            now = soonest
        assert granted is not None
        sent = interfere(index, now, granted)
        if sent < 0:
            book.cancel(granted)
            continue
        granted = book.delay(granted, sent)
        arrivals.append(sent + there)
        answers.append((sent + there + back, granted))
    return sorted(arrivals)


def send_at_once(index: int, now: float, stamp: float) -> float:
    return now


# -- admission ----------------------------------------------------------------------------------------------------


@settings(max_examples=80)
@given(JOURNEYS, st.integers(1, 12), st.floats(1, 60), st.booleans())
def test_however_requests_travel_the_server_never_lacks_one(
    journeys: list[tuple[float, float, float]], amount: int, seconds: float, proven: bool
) -> None:
    server = Server(amount, amount / seconds)
    for at in drive(ledger(amount, seconds, proven=proven), journeys, send_at_once):
        assert server.take(at) > -1e-3


@settings(max_examples=60)
@given(JOURNEYS, st.integers(1, 12), st.floats(1, 60), st.integers(2, 4))
def test_withdrawn_requests_never_make_the_server_lack_one(
    journeys: list[tuple[float, float, float]], amount: int, seconds: float, every: int
) -> None:
    server = Server(amount, amount / seconds)
    for at in drive(ledger(amount, seconds), journeys, lambda index, now, _: now if index % every else -1.0):
        assert server.take(at) > -1e-3


def test_a_request_sent_after_its_stamp_has_passed_still_counts_as_in_flight() -> None:
    book = ledger(10, 10.0)
    stamp = book.admit(0.0)
    assert stamp is not None
    bucket_of(book).advance(20.0, book.requests)
    book.delay(stamp, 20.0)
    assert sum(book.admit(20.0) is not None for _ in range(20)) == 9


def test_a_late_cancellation_restores_at_most_the_capacity_minus_requests_in_flight() -> None:
    book = ledger(10, 10.0)
    first = book.admit(0.0)
    assert first is not None
    sent = sum(book.admit(20.0) is not None for _ in range(5))
    book.cancel(first)
    assert sent + sum(book.admit(20.0) is not None for _ in range(20)) == 10


@pytest.mark.parametrize(("amount", "refill"), [(120, 2.0), (10, 0.5), (37, 0.9), (1, 0.2)])
def test_a_backlog_gets_the_capacity_at_once_and_then_all_of_the_refill(amount: int, refill: float) -> None:
    book = ledger(amount, amount / refill)
    travel = [(0.0, 0.0, 0.0)] * (amount + 60)
    arrivals = drive(book, travel, send_at_once)
    assert arrivals[amount - 1] == 0.0
    assert arrivals[amount] > 0.0
    for index, at in enumerate(arrivals[amount:], 1):
        assert index / refill <= at <= index / refill + 0.01


def test_a_backlog_gets_all_of_the_refill_although_responses_take_a_second() -> None:
    arrivals = drive(ledger(120, 60.0), [(0.0, 0.5, 0.5)] * 320, send_at_once)
    # The bucket may have been full until the first arrival, so it refills from the first response on.
    assert 100.0 <= arrivals[-1] - arrivals[0] <= 101.01


def test_after_a_rest_the_places_that_were_refilled_are_free_at_once() -> None:
    book = ledger(120, 60.0)
    drive(book, [(0.0, 0.0, 0.0)] * 120, send_at_once)
    assert sum(book.admit(5.0) is not None for _ in range(20)) == 10


def test_refilling_waits_for_requests_in_flight() -> None:
    full = bucket(10, 10.0)
    counts = counts_of(5.0, 5.0)
    full.consume(2)
    full.advance(4.0, counts)
    assert full.level == 8.0
    full.advance(6.0, counts)  # They arrived at 5 at the latest; 1 per second from then on.
    assert full.level == 9.0
    full.advance(7.0, counts)
    assert full.level == 10.0
    full.advance(60.0, counts)
    assert full.level == 10.0


def test_a_moment_in_the_past_refills_nothing() -> None:
    half = bucket(10, 10.0, level=5.0, at=100.0)
    half.advance(90.0, no_counts())
    assert (half.level, half.at) == (5.0, 100.0)


def test_a_bucket_never_used_is_full() -> None:
    fresh = Bucket(Limit("bucket", 10, 10.0, kind="bucket"))
    assert fresh.room(500.0, no_counts()) == 10.0
    assert fresh.at == 500.0
    assert (fresh.seconds, fresh.refill) == (10.0, 1.0)


@given(st.integers(2, 50), st.floats(1, 100), st.floats(0, 1), st.integers(1, 50), st.integers(0, 4))
def test_the_predicted_moment_is_the_first_at_which_there_is_enough(
    amount: int, seconds: float, part: float, need: int, in_flight: int
) -> None:
    need = min(need, amount)
    in_flight = min(in_flight, amount)
    counts = counts_of(*(100.5 + index / 2 for index in range(in_flight)))
    made = bucket(amount, seconds, level=part * (amount - in_flight), at=100.0)
    at = made.free_at(100.0, need, counts)
    if at > 100.0:
        just_before = bucket(amount, seconds, level=made.level, at=100.0)
        assert just_before.room(max(100.0, at - 1e-4 * seconds), counts) < need
    assert made.room(at, counts) >= need


def test_the_predicted_moment_allows_for_the_margin() -> None:
    made = bucket(10, 10.0, level=3.0, margin=2.0)
    assert made.free_at(0.0, 1, no_counts()) == 0.0
    assert made.free_at(0.0, 3, no_counts()) == pytest.approx(2.0, abs=1e-5)


@given(st.integers(1, 30), st.floats(1, 60), st.integers(0, 40))
def test_the_predicted_place_in_a_queue_is_when_that_request_is_admitted(
    amount: int, seconds: float, ahead: int
) -> None:
    predicted = ledger(amount, seconds).available_at(10.0, ahead)
    arrivals = drive(ledger(amount, seconds), [(10.0, 0.0, 0.0)] + [(0.0, 0.0, 0.0)] * ahead, send_at_once)
    assert arrivals[-1] == pytest.approx(predicted, abs=0.01)


def test_a_queue_of_token_requests_waits_for_the_tokens_of_the_last() -> None:
    made = Bucket(Limit("tokens", 600, 60.0, "tokens", kind="bucket"), level=100.0, at=0.0)
    assert made.queue_free_at(0.0, 5, 400, TokenCounts(60.0)) == pytest.approx(30.0)
    assert made.queue_free_at(0.0, 5, 50, TokenCounts(60.0)) == 0.0


# -- tokens, and what is given back -------------------------------------------------------------------------------


def test_a_cancelled_request_gives_its_place_and_its_tokens_back() -> None:
    book = ledger(1, 60.0)
    stamp = book.admit(0.0)
    assert stamp is not None
    assert book.admit(0.0) is None
    book.cancel(stamp)
    assert book.admit(0.0) is not None
    book = ledger(1000, 60.0, unit="tokens")
    stamp = book.admit(0.0, 900)
    assert stamp is not None
    assert book.admit(0.0, 200) is None
    book.cancel(stamp, 900)
    assert book.admit(0.0, 1000) is not None
    assert book.admit(0.0, 1) is None


def test_tokens_that_were_not_used_are_free_and_those_used_in_excess_are_not() -> None:
    book = ledger(1000, 60.0, unit="tokens")
    stamp = book.admit(0.0, 500)
    assert stamp is not None
    book.used(stamp, 500, 100)
    assert bucket_of(book).level == 900.0
    book.used(stamp, 100, 950)
    assert bucket_of(book).level == 50.0
    book.used(stamp, 950, 950)
    assert bucket_of(book).level == 50.0


def test_a_request_larger_than_the_bucket_uses_all_of_it_and_restores_no_more() -> None:
    book = ledger(1000, 60.0, unit="tokens")
    stamp = book.admit(0.0, 5000)
    assert stamp is not None
    assert book.admit(0.0, 1) is None
    book.used(stamp, 5000, 400)
    assert bucket_of(book).level == 600.0
    assert book.admit(0.0, 5000) is None
    assert book.retry_at == pytest.approx(24.0, abs=10.0)
    book = ledger(1000, 60.0, unit="tokens")
    stamp = book.admit(0.0, 5000)
    assert stamp is not None
    bucket_of(book).level = -300.0
    book.cancel(stamp, 5000)
    assert bucket_of(book).level == 700.0


def test_a_request_without_tokens_ignores_a_bucket_of_tokens() -> None:
    book = ledger(1000, 60.0, unit="tokens")
    assert book.admit(0.0, 1000) is not None
    assert book.admit(0.0) is not None


def test_a_large_request_needs_the_capacity_minus_the_margin() -> None:
    made = Bucket(Limit("tokens", 1000, 60.0, "tokens", kind="bucket"), margin=100.0)
    assert made.needs(5000) == 900
    assert made.needs(300) == 300
    assert bucket(10, 10.0).needs(5000) == 1
    assert bucket(1, 10.0, margin=5.0).usable == 1


# -- more than a window would allow ---------------------------------------------------------------------------------


def test_an_unproven_bucket_sends_requests_above_the_window_amount_one_by_one() -> None:
    book = ledger(10, 10.0, proven=False)
    stamps = [book.admit(0.0) for _ in range(10)]
    for stamp in stamps:
        assert stamp is not None
        book.settle(stamp, 0.1)
    first = book.admit(5.0)
    assert first is not None
    assert book.admit(5.0) is None
    assert book.retry_at == first
    book.settle(first, 5.1)
    assert book.admit(5.2) is not None


def test_a_proven_bucket_sends_all_that_it_holds() -> None:
    book = ledger(10, 10.0)
    for _ in range(10):
        book.admit(0.0)
    assert (
        sum(book.admit(8.0) is not None for _ in range(10)) == 6
    )  # It refills once they have arrived, at 2.


# -- what the server reports ----------------------------------------------------------------------------------------


def test_another_capacity_keeps_the_time_in_which_the_bucket_refills() -> None:
    made = bucket(120, 60.0, level=100.0, margin=30.0)
    made.resize(60)
    assert (made.amount, made.refill, made.seconds, made.level, made.margin) == (60, 1.0, 60.0, 40.0, 15.0)
    made.resize(240)
    assert (made.amount, made.refill, made.level, made.margin) == (240, 4.0, 220.0, 15.0)
    made.resize(10)
    assert made.level == 0.0
    made.resize(0)
    assert made.amount == 1


def test_a_firm_bucket_shrinks_and_never_grows_beyond_the_wish() -> None:
    made = Bucket(Limit("mine", 10, 10.0, firm=True, kind="bucket"))
    made.resize(120)
    assert made.amount == 10
    made.resize(5)
    assert made.amount == 5


def test_the_first_report_only_lowers_the_level() -> None:
    made = bucket(120, 60.0, level=50.0)
    assert made.reconcile(119, 0.0, 0.0, counts_of(0.0)) == 0.0
    assert (made.level, made.reported) == (50.0, True)
    made = bucket(120, 60.0, level=119.0)
    # One request is in flight after the reported one, so the report does not include it.
    assert made.reconcile(20, 1.0, 1.2, counts_of(1.1, 1.2)) == 0.0
    assert made.level == 19.0
    assert made.margin == 0.0
    assert bucket(120, 60.0).reconcile(0, 1.0, 1.0, counts_of(2.0, 2.0, 2.0)) == 0.0


def test_a_report_that_is_rounded_down_adds_no_margin() -> None:
    made = bucket(120, 60.0, reported=True, level=20.99)
    assert made.reconcile(20, 0.0, 0.0, no_counts()) == 0.0
    assert (made.level, made.margin) == (20.99, 0.0)


def test_refill_during_the_response_adds_no_margin() -> None:
    made = bucket(120, 60.0, reported=True, level=24.9, at=10.0)
    assert made.reconcile(20, 8.0, 10.0, no_counts()) == 0.0
    made.level = 25.5
    assert made.reconcile(20, 8.0, 10.0, no_counts()) == pytest.approx(0.5)
    assert (made.level, made.margin) == (25.0, 0.0)


def test_a_lower_report_is_adopted_at_once_and_adds_a_margin() -> None:
    made = bucket(120, 60.0, reported=True, level=26.0, at=10.0)
    assert made.reconcile(20, 10.0, 10.0, no_counts()) == 5.0
    assert (made.level, made.margin, made.margin_changed_at) == (21.0, 15.0, 10.0)
    assert made.room(10.0, no_counts()) == 6.0


def test_a_margin_is_at_most_a_quarter_and_leaves_at_least_one() -> None:
    made = bucket(120, 60.0)
    made.raise_margin(1000.0, 0.0)
    assert made.margin == 30.0
    made.raise_margin(3.0, 0.0)
    assert made.margin == 30.0
    one = bucket(1, 60.0)
    one.raise_margin(1000.0, 0.0)
    assert (one.margin, one.usable) == (0.0, 1)


def test_a_margin_halves_every_ten_minutes_and_becomes_zero() -> None:
    made = bucket(120, 60.0, reported=True, margin=1.5, margin_changed_at=0.0)
    margins = []
    for now in (600.0, 601.0, 1201.0, 1202.0, 1900.0):
        made.level = 120.0
        made.reconcile(119, now, now, no_counts())
        margins.append(made.margin)
    assert margins == [1.5, 0.75, 0.75, 0.375, 0.0]


def test_a_report_older_than_the_last_one_is_ignored() -> None:
    made = bucket(120, 60.0, reported=True, level=100.0, reported_at=9.0, at=10.0)
    assert made.reconcile(0, 8.0, 10.0, no_counts()) == 0.0
    assert (made.level, made.reported_at) == (100.0, 9.0)


def test_a_higher_report_is_adopted_by_half() -> None:
    made = bucket(120, 60.0, reported=True, level=20.0, at=10.0)
    levels = []
    for _ in range(3):
        made.reconcile(40, 10.0, 10.0, counts_of(10.0))
        levels.append(made.level)
    assert levels == [30.0, 35.0, 37.5]


def test_requests_sent_after_the_reported_one_do_not_count_as_left() -> None:
    made = bucket(120, 60.0, reported=True, level=34.0, at=10.0)
    made.reconcile(40, 9.0, 10.0, counts_of(9.5, *[12.0] * 6))  # Its own record and six others.
    assert made.level == 34.0
    tokens = Bucket(Limit("t", 1000, 60.0, "tokens", kind="bucket"), level=100.0, at=10.0, reported=True)
    counted = TokenCounts(60.0)
    counted.add(12.0, 300)
    tokens.reconcile(600, 10.0, 10.0, counted)
    assert tokens.level == 200.0  # Half of the way to 600 - 300.


def test_a_rejection_leaves_no_more_than_the_server_reports() -> None:
    made = bucket(120, 60.0, level=30.0)
    made.rejected(None, None, 10.0, no_counts())
    assert (made.level, made.margin, made.refill) == (0.0, 0.0, 2.0)
    made = bucket(120, 60.0, level=30.0)
    made.rejected(3, 1.0, 10.0, no_counts())
    assert (made.level, made.margin, made.refill) == (3.0, 0.0, 2.0)


@pytest.mark.parametrize(("wait", "refill"), [(None, 2.0), (2.0, 2.0), (2.5, 1 / 1.5), (11.0, 0.1)])
def test_a_long_reset_of_a_rejection_shows_a_slow_refill(wait: float | None, refill: float) -> None:
    made = bucket(120, 60.0)
    made.rejected(0, wait, 10.0, no_counts())
    assert made.refill == pytest.approx(refill)
    slower = bucket(120, 60.0, refill=0.05)
    slower.rejected(0, wait, 10.0, no_counts())
    assert slower.refill == 0.05
    tokens = Bucket(Limit("t", 1000, 60.0, "tokens", kind="bucket"))
    tokens.rejected(0, wait, 10.0, TokenCounts(60.0))
    assert tokens.refill == 1000 / 60.0


def test_a_margin_does_not_delay_the_one_request_for_which_a_rejection_names_the_moment() -> None:
    made = bucket(120, 60.0, level=0.0, margin=30.0, fits_at=3.0)
    assert made.free_at(0.0, 1, no_counts()) == 3.0
    assert made.queue_free_at(0.0, 0, 1, no_counts()) == 3.0
    assert made.queue_free_at(0.0, 1, 1, no_counts()) == 16.0
    assert made.room(2.9, no_counts()) < 1.0
    assert made.room(3.0, no_counts()) == 1.0
    made.consume(1)
    assert made.fits_at == inf
    assert made.room(3.0, no_counts()) < 0.0
    tokens = Bucket(Limit("t", 600, 60.0, "tokens", kind="bucket"), level=0.0, at=0.0, fits_at=3.0)
    assert tokens.room(3.0, TokenCounts(60.0)) == 30.0
    assert tokens.free_at(3.0, 100, TokenCounts(60.0)) == pytest.approx(10.0)


def test_restored_requests_do_not_change_the_time_that_a_rejection_reported() -> None:
    made = bucket(120, 60.0, level=0.0, fits_at=3.0)
    made.consume(-1)
    assert made.fits_at == 3.0


# -- a limit learnt from rejections -----------------------------------------------------------------------------------


def test_a_learnt_pace_grows_only_when_it_is_due_and_holds_requests_back() -> None:
    made = bucket(10, 10.0, learnt=True, level=1.0, at=100.0, grow_at=100.0, growth_interval=8.0)
    assert not made.grow(99.9, no_counts())
    assert made.refill == 1.0
    assert made.grow(100.0, no_counts())
    assert (made.refill, made.grow_at) == (1.02, 108.0)
    assert not made.grow(108.0, no_counts())  # It became full in the meantime, so nothing is delayed.
    assert (made.refill, made.grow_at) == (1.02, 116.0)
    assert not bucket(10, 10.0).grow(1e9, no_counts())
    assert bucket(10, 10.0).grow_at == inf


def test_a_margin_leaves_room_for_one_request_in_a_bucket_that_shrinks() -> None:
    bucket = Bucket(Limit("b", 100, 100.0, kind="bucket"))
    bucket.raise_margin(20.0, 0.0)
    bucket.resize(1)
    assert bucket.margin == 0.0
    assert bucket.room(1000.0, RequestCounts(60.0)) == 1.0
