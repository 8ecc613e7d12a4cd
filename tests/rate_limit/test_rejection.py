"""Evaluation of 429 responses: which limit is full and why, including limits that no header reports."""

from __future__ import annotations

from math import inf

import pytest

from do_inference.rate_limit._bucket import Bucket
from do_inference.rate_limit._estimator import Caution, new_estimator
from do_inference.rate_limit._headers import Observation, ReportedLimit
from do_inference.rate_limit._ledger import Ledger
from do_inference.rate_limit._limits import Limit
from do_inference.rate_limit._server_clock import ROUNDING
from do_inference.rate_limit._window import Window

from .observations import reported

HOUR, MINUTE = Limit("hour", 5000, 3600.0), Limit("minute", 250, 60.0)
SILENT = Observation(429)


def ledger(*limits: Limit, calibrated: bool = True) -> Ledger:
    made = Ledger(new_estimator(limits or (HOUR, MINUTE)))
    if calibrated:
        made.estimator.caution = Caution.CALIBRATED
        first = made.estimator.limits[0]
        family = "live" if isinstance(first, Bucket) else "published"
        first.reported, first.reported_as = True, f"{family}:requests"
    return made


def unreported() -> Ledger:
    """Return a response of a server that reports no limits."""
    made = Ledger(new_estimator((HOUR, MINUTE), assumed=True))
    made.observe(Observation(200), 0.0, 0.1, 0.0)
    return made


def sent(book: Ledger, *moments: float) -> None:
    """Requests that arrived then."""
    for moment in moments:
        book.requests.add(moment)


def rejected(book: Ledger, at: float, observation: Observation, *, after: float = 0.1) -> None:
    """A request released at `at` was rejected."""
    sent(book, at)
    book.observe(observation, at, at + after, 0.0)


def window_of(book: Ledger, name: str) -> Window:
    return next(
        each for each in book.estimator.limits if isinstance(each, Window) and each.limit.name == name
    )


def learnt(book: Ledger) -> list[Window | Bucket]:
    return [limit for limit in book.estimator.limits if limit.learnt]


def minute_full(retry_after: float = 7.0) -> Observation:
    return reported(0, 5000, status=429, retry_after=retry_after)


# -- no limit is full -------------------------------------------------------------------------------------------------


def test_a_long_wait_that_a_vendor_asks_for_holds_no_other_call() -> None:
    for calibrated in (True, False):
        book = ledger(calibrated=calibrated)
        rejected(book, 100.0, Observation(429, retry_after=60.5))
        assert book.estimator.backoff.consecutive == 0
        assert book.estimator.backoff.pause_until == -inf
        assert book.admit(100.2) is not None
        assert book.admit(100.2) is not None


def test_a_long_wait_with_room_in_the_reported_limit_holds_no_other_call() -> None:
    book = ledger()
    rejected(book, 100.0, reported(4000, 5000, status=429, retry_after=3600.0, reset=3700.0))
    assert book.admit(100.2) is not None


def test_an_overload_backs_off_from_half_a_second_although_quota_is_left() -> None:
    book = ledger()
    rejected(book, 100.0, reported(4999, 5000, status=429, reset=3700.0))
    assert book.estimator.backoff.pause_until == 100.1 + 0.5
    assert book.estimator.caution is Caution.PROBING
    assert book.estimator.in_flight_limit == 1.0


def test_after_an_overload_one_request_is_released_alone() -> None:
    book = ledger()
    rejected(book, 100.0, SILENT)
    assert book.admit(100.5) is None
    assert book.retry_at == 100.6
    first = book.admit(100.6)
    assert first is not None
    assert book.admit(100.6) is None
    book.settle(first, 100.8)
    book.observe(reported(4990, 5000), 100.6, 100.8, 0.0)
    assert book.admit(100.8) is not None
    assert book.admit(100.8) is not None


# -- a limit is full until its reset ----------------------------------------------------------------------------------


def test_a_full_limit_waits_until_its_reset() -> None:
    book = ledger()
    rejected(book, 100.0, reported(0, 5000, status=429, reset=400.0))
    assert book.estimator.backoff.pause_until == 400.0 + ROUNDING
    assert book.estimator.other_clients.until == -inf  # The reset explains it.


def test_a_full_limit_waits_a_second_at_least() -> None:
    book = ledger()
    rejected(book, 100.0, reported(0, 5000, status=429, reset=100.3))
    assert book.estimator.backoff.pause_until == 100.1 + 1.0 + ROUNDING


def test_a_reset_more_than_an_hour_ahead_is_ignored_for_a_shorter_limit() -> None:
    book = ledger()
    rejected(book, 100.0, reported(0, 5000, status=429, reset=80_000.0))
    assert book.estimator.backoff.pause_until == 100.1 + 3600.0 + ROUNDING
    day = ledger(Limit("day", 5000, 86_400.0))
    rejected(day, 100.0, reported(0, 5000, status=429, reset=80_000.0))
    assert day.estimator.backoff.pause_until == 80_000.0 + ROUNDING


def test_an_implausible_reset_is_ignored() -> None:
    book = ledger()
    rejected(book, 100.0, reported(0, 5000, status=429, reset=1e9))
    assert book.estimator.backoff.pause_until == 100.1 + 0.5


def test_a_full_limit_with_a_reset_of_0_backs_off_from_half_a_second_and_doubles_it() -> None:
    book = ledger()
    pauses = []
    now = 100.0
    for _ in range(4):
        rejected(book, now, reported(0, 5000, status=429, reset=0.0))
        pauses.append(round(book.estimator.backoff.pause_until - now - 0.1, 6))
        now = book.estimator.backoff.pause_until
    assert pauses == [0.5, 1.0, 2.0, 4.0]


def test_a_full_limit_without_a_reset_waits_as_long_as_the_server_asks() -> None:
    book = ledger()
    rejected(book, 100.0, reported(0, 5000, status=429, retry_after=700.0))
    assert book.estimator.backoff.pause_until == pytest.approx(800.1 + ROUNDING)


def test_of_several_full_limits_the_soonest_reset_counts() -> None:
    book = ledger(Limit("requests-per-minute", 120, 60.0, kind="bucket"))
    full = (
        ReportedLimit("live", "requests", 120, 0, 0.0),
        ReportedLimit("live", "tokens-per-minute", 1000, 400, 109.0),
        ReportedLimit("live", "tokens-per-day", 9000, 0, 150.0),
    )
    rejected(book, 100.0, Observation(429, full))
    assert book.estimator.backoff.pause_until == 109.0 + ROUNDING


def test_the_rest_of_a_full_window_counts_as_usage_of_other_clients() -> None:
    book = ledger()
    sent(book, *[90.0] * 99)
    rejected(book, 100.0, reported(0, 5000, status=429, reset=400.0))
    hour = window_of(book, "hour")
    assert hour.known_usage(100.1) == pytest.approx(4900)
    (share,) = hour.usage.shares  # The oldest of it leaves at the reset.
    assert (share.since, share.until) == (400.0 - 3600.0, 100.1)


def test_a_rejection_at_first_contact_shows_that_other_clients_used_the_key() -> None:
    book = ledger(calibrated=False)
    assert book.admit(100.0) is not None
    book.observe(reported(0, 5000, status=429, reset=400.0), 100.0, 100.1, 0.0)
    assert book.estimator.caution is Caution.PROBING
    assert book.estimator.other_clients.until > 100.1
    assert book.estimator.other_clients.since == 100.1
    hour = window_of(book, "hour")
    assert hour.known_usage(100.1) == pytest.approx(4999)
    assert hour.room(400.1, book.requests) >= 0.0


# -- a bucket -------------------------------------------------------------------------------------------------------


def test_a_rejection_empties_a_bucket_that_reports_a_reset() -> None:
    book = ledger(Limit("requests-per-minute", 120, 60.0, kind="bucket"))
    answer = reported(0, 120, status=429, reset=101.0, family="live")
    rejected(book, 100.0, answer)
    (bucket,) = (limit for limit in book.estimator.limits if isinstance(limit, Bucket) and limit.reported_as)
    assert bucket.level == 0.0
    assert bucket.margin == 2.0
    assert bucket.fits_at == 101.0
    assert book.estimator.arrival_margin == 2.0


def test_a_bucket_of_tokens_may_have_too_few_for_the_rejected_request() -> None:
    book = ledger(Limit("tokens-per-minute", 1000, 60.0, "tokens", kind="bucket"))
    book.estimator.limits[0].reported_as = "live:tokens-per-minute"
    answer = reported(400, 1000, status=429, reset=109.0, family="live", name="tokens-per-minute")
    rejected(book, 100.0, answer)
    assert book.estimator.limits[0].level == 400.0  # type: ignore[union-attr]
    assert book.estimator.backoff.pause_until == 109.0 + ROUNDING


def test_a_bucket_with_one_request_left_is_not_full_for_any_reset() -> None:
    book = ledger(Limit("requests-per-minute", 120, 60.0, kind="bucket"))
    rejected(book, 100.0, reported(1, 120, status=429, reset=130.0, family="live"))
    assert book.estimator.backoff.pause_until == 100.6


def test_a_rejection_with_room_and_no_reset_leaves_a_bucket_alone() -> None:
    book = ledger(Limit("requests-per-minute", 120, 60.0, kind="bucket"))
    rejected(book, 100.0, reported(90, 120, status=429, family="live"))
    (bucket,) = (limit for limit in book.estimator.limits if isinstance(limit, Bucket))
    assert bucket.level > 100.0
    assert book.estimator.backoff.pause_until == 100.6


@pytest.mark.parametrize(
    ("ahead", "proven", "kind"), [(5, False, Bucket), (7, False, Window), (7, True, Bucket)]
)
def test_a_reset_far_ahead_shows_that_a_bucket_is_a_window(ahead: float, proven: bool, kind: type) -> None:
    book = ledger(Limit("requests-per-minute", 120, 60.0, kind="bucket"))
    limit = book.estimator.limits[0]
    assert isinstance(limit, Bucket)
    limit.proven = proven
    rejected(book, 100.0, reported(0, 120, status=429, reset=100.1 + ahead, family="live"))
    (found,) = book.estimator.limits
    assert type(found) is kind
    assert book.estimator.backoff.pause_until == 100.1 + ahead + ROUNDING


# -- a burst limit ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("retry_after", "until"),
    [(7.0, 107.1 + ROUNDING), (60.0, 160.1 + ROUNDING), (0.5, 101.1 + ROUNDING), (0.0, 100.6)],
)
def test_a_burst_rejection_is_about_the_shortest_window_that_is_long_enough(
    retry_after: float, until: float
) -> None:
    book = ledger()
    book.estimator.other_clients.detected(0.0)
    rejected(book, 100.0, minute_full(retry_after))
    taken = [window.limit.name for window in book.estimator.request_windows() if window.usage.shares]
    assert taken == ["minute"]
    assert book.estimator.backoff.pause_until == until


def test_a_burst_that_our_own_requests_explain_teaches_no_limit() -> None:
    book = ledger()
    sent(book, *[50.0] * 200)  # They leave the minute window at 110, three seconds later than reported.
    rejected(book, 100.0, minute_full(7.0))
    assert learnt(book) == []
    assert window_of(book, "minute").known_usage(100.1) == pytest.approx(49)
    assert book.estimator.other_clients.until > 100.1


def test_a_burst_that_ends_before_our_requests_leave_the_window_teaches_a_shorter_limit() -> None:
    book = ledger()
    sent(book, *[51.0] * 200)
    rejected(book, 100.0, minute_full(7.0))
    (limit,) = learnt(book)
    assert (limit.limit.name, limit.seconds) == ("learnt-10-seconds", 10.0)


def test_a_rejected_burst_with_enough_room_sets_a_learnt_limit_to_the_accepted_amount() -> None:
    book = ledger()
    sent(book, *[99.5] * 39)
    rejected(book, 100.0, minute_full(1.0))
    (limit,) = learnt(book)
    assert isinstance(limit, Window)
    assert (limit.limit.name, limit.amount) == ("learnt-1-seconds", 38)
    assert book.estimator.other_clients.until == -inf
    assert limit.grow_at == 101.1
    assert limit.growth_interval == 2.0
    assert book.estimator.arrival_margin == 2.0  # Not caused by slow arrivals.


def test_half_of_a_window_is_not_enough_room_to_learn_a_limit() -> None:
    for count, expected in ((124, 1), (125, 0)):
        book = ledger()
        sent(book, *[45.0] * (count - 1))
        rejected(book, 100.0, minute_full(7.0))
        assert len(learnt(book)) == expected


def test_requests_released_after_the_rejected_one_do_not_count_as_accepted() -> None:
    book = ledger()
    sent(book, *[99.5] * 19, *[102.05] * 50)
    rejected(book, 100.0, minute_full(1.0))
    assert learnt(book)[0].amount == 19


def test_a_learnt_limit_decreases_with_each_new_rejection() -> None:
    book = ledger()
    sent(book, *[99.5] * 39)
    rejected(book, 100.0, minute_full(1.0))
    (limit,) = learnt(book)
    assert isinstance(limit, Window)
    sent(book, *[109.5] * 50)
    rejected(book, 110.0, minute_full(1.0))
    assert limit.amount == int(0.93 * 38)
    assert (limit.grow_at, limit.growth_interval) == (112.1, 4.0)
    rejected(book, 109.9, minute_full(1.0))  # On its way with the one before.
    assert limit.amount == int(0.93 * 38)
    assert (limit.grow_at, limit.growth_interval) == (112.1, 4.0)
    sent(book, *[119.5] * 9)
    rejected(book, 120.0, minute_full(1.0))
    assert limit.amount == 9  # 95 % of ten that were accepted.
    assert learnt(book) == [limit]


def test_a_learnt_limit_waits_64_of_its_lengths_at_most() -> None:
    book = ledger()
    waits = []
    for index in range(9):
        now = 100.0 + 200 * index
        sent(book, *[now - 0.5] * 39)
        rejected(book, now, minute_full(1.0))
        (limit,) = learnt(book)
        waits.append(round(limit.grow_at - now - 0.1))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 64, 64]


def test_a_learnt_limit_grows_by_one_or_a_hundredth_when_it_holds_requests_back() -> None:
    book = ledger()
    small = Window(Limit("learnt", 40, 1.0), learnt=True, grow_at=100.0, growth_interval=4.0)
    sent(book, *[99.5] * 38)
    assert not small.grow(99.9, book.requests)
    assert not small.grow(100.0, book.requests)  # Two more requests fit.
    assert (small.amount, small.grow_at) == (40, 104.0)
    sent(book, *[103.5] * 39)
    assert small.grow(104.0, book.requests)
    assert (small.amount, small.grow_at) == (41, 108.0)
    large = Window(Limit("learnt", 500, 1.0), learnt=True, grow_at=100.0)
    sent(book, *[199.5] * 499)
    assert large.grow(200.0, book.requests)
    assert large.amount == 505


def test_a_slow_start_ends_with_a_learnt_limit() -> None:
    from do_inference.rate_limit._slow_start import SlowStart

    book = ledger()
    book.estimator.slow_start = SlowStart()
    rejected(book, 100.0, minute_full(1.0))
    assert book.estimator.slow_start is None


def test_nothing_is_learnt_next_to_other_clients_or_before_the_first_report() -> None:
    book = ledger()
    book.estimator.other_clients.detected(0.0)
    rejected(book, 100.0, minute_full(1.0))
    assert learnt(book) == []
    book = ledger(calibrated=False)
    rejected(book, 100.0, Observation(429, retry_after=1.0))
    assert learnt(book) == []


def test_without_any_window_a_burst_teaches_one() -> None:
    book = ledger(Limit("requests-per-minute", 120, 60.0, kind="bucket"))
    sent(book, *[99.5] * 39)
    rejected(book, 100.0, Observation(429, retry_after=1.5))
    (limit,) = learnt(book)
    assert (limit.seconds, limit.amount) == (2.0, 38)
    assert book.estimator.backoff.pause_until == 100.1 + 1.5 + ROUNDING


# -- slow arrivals ----------------------------------------------------------------------------------------------------


def explained(book: Ledger, now: float) -> None:
    sent(book, *[now - 50.0] * 200)
    rejected(book, now, minute_full(7.0))


def test_a_rejection_without_other_clients_shows_that_requests_arrive_later_than_allowed_for() -> None:
    book = ledger()
    explained(book, 100.0)
    assert book.estimator.arrival_margin == 2.5
    explained(book, 100.05)  # Not new, not calibrated, and other clients known.
    assert book.estimator.arrival_margin == 2.5


@pytest.mark.parametrize("why", ["others", "shares", "probing", "known", "largest"])
def test_an_explained_rejection_leaves_the_arrival_margin(why: str) -> None:
    book = ledger()
    estimator = book.estimator
    before = estimator.arrival_margin
    if why == "others":
        estimator.other_clients.detected(0.0)
    elif why == "shares":
        window_of(book, "hour").usage.add(5.0, 90.0, 95.0)
    elif why == "probing":
        estimator.caution = Caution.PROBING
    elif why == "known":
        estimator.backoff.record_rejection(99.0, 100.05)
    else:
        before = estimator.arrival_margin = 10.0
    explained(book, 100.0)
    assert estimator.arrival_margin == before


def test_rejections_in_flight_together_count_once() -> None:
    book = ledger()
    for index in range(20):
        rejected(book, 100.0 + index / 1000, SILENT)
    assert book.estimator.backoff.consecutive == 1
    assert book.estimator.backoff.unrecovered == 1
    assert book.estimator.backoff.pause_until == pytest.approx(100.6, abs=0.1)
    assert book.estimator.arrival_margin == 2.5


# -- a server that reports nothing ------------------------------------------------------------------------------------


def measured() -> tuple[Ledger, Bucket]:
    """60 requests were accepted in ten seconds, then one was rejected, then one accepted."""
    book = unreported()
    sent(book, *[90.0 + index / 6 for index in range(59)])
    rejected(book, 99.9, SILENT)
    assert learnt(book) == []
    sent(book, 100.6)
    book.observe(Observation(200), 100.6, 100.7, 0.0)
    (pace,) = learnt(book)
    assert isinstance(pace, Bucket)
    return book, pace


def test_a_learnt_pace_is_that_of_the_accepted_requests() -> None:
    book, pace = measured()
    assert pace.refill == pytest.approx(61 / 10.7)
    assert pace.amount == round(61 / 10.7 / 2)
    assert pace.seconds == pytest.approx(pace.amount / pace.refill)
    assert pace.proven
    assert pace.level == pytest.approx(0.0)
    assert pace.grow_at == 101.7
    assert book.estimator.slow_start is None
    assert not book.estimator.measures_pace


def test_a_pace_is_measured_over_a_minute_at_the_most_and_a_second_at_the_least() -> None:
    book = unreported()
    sent(book, *[10.0] * 500, *[50.0] * 119)
    rejected(book, 100.0, SILENT)
    book.observe(Observation(200), 100.6, 100.7, 0.0)
    (pace,) = learnt(book)
    assert pace.seconds / pace.amount == pytest.approx(50.7 / 120)
    book = unreported()
    sent(book, *[100.5] * 10)
    rejected(book, 100.5, SILENT)
    book.observe(Observation(200), 101.1, 101.2, 0.0)
    (pace,) = learnt(book)
    assert pace.seconds / pace.amount == pytest.approx(1 / 11)


def test_an_accepted_request_from_before_the_rejection_measures_no_pace() -> None:
    book = unreported()
    rejected(book, 100.0, SILENT)
    book.observe(Observation(200), 99.0, 100.3, 0.0)
    assert learnt(book) == []
    assert book.estimator.measures_pace


def test_a_pace_decreases_with_each_new_rejection_and_increases_later() -> None:
    book, pace = measured()
    before = pace.refill
    rejected(book, 102.0, SILENT)
    assert pace.refill == pytest.approx(0.93 * before)
    assert pace.level <= 0.0
    assert (pace.grow_at, pace.growth_interval) == (104.1, 4.0)
    rejected(book, 101.9, SILENT)
    assert pace.refill == pytest.approx(0.93 * before)
    pace.level, pace.at = 0.0, 104.1
    book.observe(Observation(200), 103.9, 104.2, 0.0)
    assert pace.refill == pytest.approx(0.93 * before * 1.02)
    assert learnt(book) == [pace]


def test_a_silent_rejection_of_a_server_that_reports_limits_measures_no_pace() -> None:
    book = ledger()
    rejected(book, 100.0, SILENT)
    assert not book.estimator.measures_pace


def test_a_response_after_minutes_shows_a_pace_of_at_least_one_per_minute() -> None:
    book = unreported()
    rejected(book, 100.0, SILENT)
    sent(book, 101.0)
    book.observe(Observation(200), 101.0, 400.0, 0.0)
    (pace,) = learnt(book)
    assert pace.seconds / pace.amount == pytest.approx(60.0)
