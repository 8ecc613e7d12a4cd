"""Effects of reports: calibration of the limits, and detection of other clients."""

from __future__ import annotations

from math import inf

import pytest

from do_inference.rate_limit._bucket import Bucket
from do_inference.rate_limit._estimator import Caution, Estimator, new_estimator
from do_inference.rate_limit._external_usage import OtherClients
from do_inference.rate_limit._ledger import Ledger
from do_inference.rate_limit._limits import Limit
from do_inference.rate_limit._window import Window

from .observations import reported

HOUR, MINUTE = Limit("hour", 5000, 3600.0), Limit("minute", 250, 60.0)


def ledger(*limits: Limit) -> Ledger:
    return Ledger(new_estimator(limits or (HOUR, MINUTE)))


def report(
    book: Ledger, at: float, remaining: int, *, ahead: float | None = 3600.0, limit: int = 5000
) -> None:
    """A request sent at `at` counted, and its response came 0.1 s later."""
    book.requests.add(at + 0.1)
    reset = None if ahead is None else at + 0.1 + ahead
    book.observe(reported(remaining, limit, reset=reset, date=at), at, at + 0.1, 0.0)


def hour_of(book: Ledger) -> Window:
    return book.estimator.request_windows()[-1]


def minute_of(book: Ledger) -> Window:
    return book.estimator.request_windows()[0]


# -- caution ----------------------------------------------------------------------------------------------------------


def test_the_second_report_confirms_the_first() -> None:
    book = ledger()
    report(book, 100.0, 4999)
    assert not book.estimator.nothing_reported
    assert not book.estimator.calibrated
    assert book.estimator.other_clients.since == 100.1
    report(book, 100.2, 4998)
    assert book.estimator.caution is Caution.CALIBRATED


def test_the_first_report_of_a_bucket_needs_no_confirmation() -> None:
    book = ledger()
    book.observe(reported(119, 120, reset=0.0, family="live"), 100.0, 100.1, 0.0)
    assert book.estimator.caution is Caution.CALIBRATED


def test_a_report_of_tokens_alone_confirms_nothing() -> None:
    book = ledger()
    book.observe(reported(900, 1000, reset=0.0, family="live", name="tokens-per-minute"), 100.0, 100.1, 0.0)
    assert book.estimator.caution is Caution.ASSUMED


@pytest.mark.parametrize("why", ["rejections", "others", "usage"])
def test_calibration_is_not_complete_after_rejections_or_with_other_clients(why: str) -> None:
    book = ledger()
    report(book, 100.0, 4999)
    if why == "rejections":
        book.estimator.backoff.consecutive, book.estimator.backoff.at = 1, 200.0
    elif why == "others":
        book.estimator.other_clients.detected(100.0)
    else:
        minute_of(book).usage.add(1.0, 90.0, 99.0)
    report(book, 100.2, 4998)
    assert book.estimator.caution is Caution.PROBING


@pytest.mark.parametrize(
    ("now", "most"),
    [(100.0, 4), (103.9, 4), (104.0, 8), (107.9, 8), (108.0, 16), (112.0, 32), (161.9, 131_072)],
)
def test_more_may_be_in_flight_while_no_response_comes(now: float, most: float) -> None:
    estimator = new_estimator((MINUTE,))
    estimator.released(100.0)
    assert estimator.max_in_flight(now) == most


def test_once_our_own_record_shows_the_shortest_window_any_number_may_be_in_flight() -> None:
    estimator = new_estimator((HOUR, MINUTE))
    estimator.released(100.0)
    estimator.released(130.0)
    assert estimator.max_in_flight(161.9) < inf
    assert estimator.max_in_flight(162.0) == inf
    assert estimator.stamp(161.9) == 161.9 + 4.0
    assert estimator.stamp(162.0) == 162.0 + 2.0
    estimator.backoff.consecutive = 1
    assert estimator.max_in_flight(162.0) == 1.0


def test_each_accepted_request_allows_one_more_in_flight() -> None:
    book = ledger()
    for index in range(3):
        book.observe(reported(0, 1, status=200)._replace(reported=()), 100.0 + index, 100.1 + index, 0.0)
    assert book.estimator.in_flight_limit == 7.0


def test_after_a_row_of_rejections_an_accepted_request_opens_the_way_step_by_step() -> None:
    book = ledger()
    report(book, 100.0, 4999)
    estimator = book.estimator
    estimator.backoff.record_rejection(101.0, 101.1)
    report(book, 102.0, 4998)
    assert estimator.backoff.consecutive == 0
    assert estimator.calibrated_at == 102.1 + 16.0
    assert estimator.grow_at == 102.1 + 4.0


def test_with_other_clients_the_spacing_does_not_use_up_the_shortest_window() -> None:
    estimator = new_estimator((HOUR, MINUTE))
    assert estimator.spacing(0.0) == pytest.approx(0.8 * 60.0 / 250)
    estimator.backoff.record_rejection(99.0, 100.0)
    assert estimator.spacing(100.0) == pytest.approx(2 * 0.8 * 60.0 / 250)
    estimator.other_clients.yielding = False
    assert estimator.spacing(100.0) == pytest.approx(0.8 * 60.0 / 250)
    assert estimator.recovery_scale == 3600.0
    bucket = new_estimator((Limit("bucket", 5, 5.0, kind="bucket"),))
    assert (bucket.spacing(0.0), bucket.recovery_scale) == (0.0, 60.0)
    assert Estimator().recovery_scale == 60.0


# -- resets -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reset", [0.0, None, 1e9, 100.1 + 90_000.5])
def test_a_reset_that_is_0_or_too_far_ahead_reports_no_moment(reset: float | None) -> None:
    book = ledger()
    book.observe(reported(4000, 5000, reset=reset or None), 100.0, 100.1, 0.0)
    assert hour_of(book).resets_at == inf
    assert hour_of(book).seconds == 3600.0


def test_a_reset_beyond_its_window_shows_a_longer_window() -> None:
    book = ledger()
    report(book, 100.0, 4000)
    report(book, 101.0, 3999, ahead=3604.0)
    assert hour_of(book).seconds == 3600.0
    report(book, 102.0, 3998, ahead=6000.0)
    assert hour_of(book).seconds == 7200.0


# -- other clients ----------------------------------------------------------------------------------------------------


def test_usage_from_before_counts_at_worst_in_the_burst_limit_too() -> None:
    book = ledger()
    report(book, 100.0, 4900)
    assert hour_of(book).known_usage(100.1) == pytest.approx(99)
    assert minute_of(book).known_usage(100.1) == pytest.approx(99, abs=0.1)
    assert book.estimator.other_clients.until == 100.1 + 3600.0
    report(book, 100.2, 1000)
    report(book, 100.3, 1000)
    assert book.estimator.caution is Caution.PROBING


def test_usage_that_appears_later_is_that_of_another_client() -> None:
    book = ledger()
    for index in range(3):
        report(book, 100.0 + index, 4999 - index)
    assert book.estimator.other_clients.until == -inf
    for index in range(4):
        report(book, 110.0 + index, 4966 - index)
    assert hour_of(book).known_usage(113.2) == pytest.approx(30, abs=4)
    assert minute_of(book).known_usage(113.2) == pytest.approx(hour_of(book).known_usage(113.2))
    assert book.estimator.other_clients.until >= 3700.0


def test_a_reported_burst_limit_is_not_derived_from_the_hourly_limit() -> None:
    book = ledger()
    report(book, 100.0, 4999)
    minute_of(book).reported, minute_of(book).reported_as = True, "published:requests-burst"
    for index in range(4):
        report(book, 110.0 + index, 4966 - index)
    assert hour_of(book).known_usage(113.2) > 20
    assert minute_of(book).usage.shares == []


@pytest.mark.parametrize(("noise", "forgotten"), [(100.0, False), (120.0, True)])
def test_other_clients_are_forgotten_if_no_usage_is_left_and_reports_scatter(
    noise: float, forgotten: bool
) -> None:
    book = ledger()
    report(book, 100.0, 4989)
    until = book.estimator.other_clients.until
    hour_of(book).noise = noise
    for index in range(6):  # The server counts no more than half of ours.
        report(book, 105.0 + index, 4998 - index // 2)
    assert hour_of(book).usage.shares == []
    assert (minute_of(book).usage.shares == []) is forgotten
    assert book.estimator.other_clients.until == (-inf if forgotten else until)
    report(book, 111.0, 4992)
    assert book.estimator.calibrated is forgotten


def test_other_clients_are_forgotten_an_hour_after_their_last_detection() -> None:
    others = OtherClients()
    others.detected(100.0)
    assert others.until == 3700.0


def test_the_expected_usage_of_other_clients_is_set_aside() -> None:
    book = ledger()
    report(book, 100.0, 4999)
    report(book, 101.0, 4998)
    for index in range(4):
        report(book, 700.0 + index, 4397 - index)
    hour = hour_of(book)
    assert book.estimator.other_clients.pace == pytest.approx(1.0, rel=0.05)
    assert hour.set_aside == 2500
    assert 60 < minute_of(book).set_aside <= 90


# -- the smaller window ---------------------------------------------------------------------------------------------


def test_remaining_that_rises_before_anything_can_expire_is_that_of_the_smaller_window() -> None:
    book = ledger()
    for at in (100.0, 100.2):
        report(book, at, 200, ahead=3500.0)
    assert not book.estimator.reports_smallest
    report(book, 130.0, 203, ahead=3470.0)
    assert not book.estimator.reports_smallest  # Replicas may be a few requests old.
    report(book, 131.0, 240, ahead=3470.0)
    assert book.estimator.reports_smallest
    assert hour_of(book).usage.shares == []
    assert hour_of(book).left == 5000
    report(book, 132.0, 239, ahead=3469.0)
    assert hour_of(book).usage.shares == []
    assert book.estimator.reports_smallest


def test_a_remaining_with_usage_of_others_but_our_oldest_request_is_that_of_the_smaller_window() -> None:
    book = ledger()
    report(book, 100.0, 249, ahead=3600.0)
    assert book.estimator.reports_smallest
    assert hour_of(book).usage.shares == []
    assert hour_of(book).reported


def test_remaining_above_the_burst_limit_is_that_of_the_hour() -> None:
    book = ledger()
    report(book, 100.0, 249, ahead=3600.0)
    report(book, 101.0, 250, ahead=3599.0)
    assert book.estimator.reports_smallest
    report(book, 102.0, 251, ahead=3598.0)
    assert not book.estimator.reports_smallest


def test_remaining_never_refers_to_a_learnt_burst_limit() -> None:
    book = ledger(HOUR)
    book.estimator.limits.append(Window(Limit("learnt", 250, 1.0), learnt=True))
    report(book, 100.0, 249, ahead=3600.0)
    assert not book.estimator.reports_smallest


# -- buckets ----------------------------------------------------------------------------------------------------------


def test_an_overestimated_level_of_a_bucket_is_shared_with_other_processes() -> None:
    book = ledger(Limit("requests-per-minute", 120, 60.0, kind="bucket"))
    book.observe(reported(119, 120, reset=0.0, family="live"), 100.0, 100.1, 0.0)
    before = book.estimator.version
    book.observe(reported(118, 120, reset=0.0, family="live"), 101.0, 101.1, 0.0)
    assert book.estimator.version == before
    book.observe(reported(50, 120, reset=0.0, family="live"), 102.0, 102.1, 0.0)
    assert book.estimator.version == before + 1
    (bucket,) = book.estimator.limits
    assert isinstance(bucket, Bucket)
    assert bucket.margin == 30.0


def test_the_servers_clock_places_its_resets() -> None:
    book = ledger()
    book.observe(reported(4000, 5000, reset=5600.0, date=5000.0), 100.0, 100.2, 0.0)
    assert hour_of(book).resets_at == pytest.approx(700.2 + 0.5)


def test_next_to_other_clients_one_more_or_less_than_estimated_corrects_nothing() -> None:
    book = ledger()
    report(book, 100.0, 4899)
    estimates = []
    for index, own in enumerate((2, 3, 4, 5)):
        report(book, 110.0 + 5 * index, 5000 - 100 - own + (-1 if index % 2 else 1))
        estimates.append(hour_of(book).known_usage(110.1 + 5 * index))
    assert estimates == pytest.approx([100.0] * 4, abs=0.6)


def test_usage_from_before_is_as_recent_as_it_can_be() -> None:
    book = ledger()
    report(book, 100.0, 1000, ahead=3000.0)
    (share,) = hour_of(book).usage.shares
    assert share.since == pytest.approx(3100.1 - 3600.0, abs=0.2)
    (burst,) = minute_of(book).usage.shares
    assert (burst.count, burst.until) == (250, 104.1)  # Some of it may still be in flight.


def test_responses_that_overlap_show_no_rise() -> None:
    book = ledger()
    for at in (100.0, 100.2):
        report(book, at, 200, ahead=3500.0)
    report(book, 100.25, 240, ahead=3500.0)  # Sent before the last response came, at 100.3.
    assert not book.estimator.reports_smallest


def test_the_pace_recovers_more_slowly_next_to_clients_that_use_most_of_the_limit() -> None:
    estimator = new_estimator((Limit("hour", 3600, 3600.0),))
    assert estimator.recovery_scale == 3600.0
    estimator.other_clients.pace = 0.5  # Of 1 a second: as much as is left.
    assert estimator.recovery_scale == 3600.0
    estimator.other_clients.pace = 0.75
    assert estimator.recovery_scale == pytest.approx(3 * 3600.0)
    estimator.other_clients.pace = 2.0
    assert estimator.recovery_scale == 4 * 3600.0
