from __future__ import annotations

from bisect import bisect_left, bisect_right

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from do_inference.rate_limit._backoff import Backoff
from do_inference.rate_limit._estimator import FIRST_CONTACT, Caution, new_estimator
from do_inference.rate_limit._headers import Observation
from do_inference.rate_limit._ledger import Ledger
from do_inference.rate_limit._limits import Limit
from do_inference.rate_limit._server_clock import ROUNDING

from .observations import reported

HOUR_AND_MINUTE = (Limit("hour", 50, 3600.0), Limit("minute", 10, 60.0))


def ledger(*limits: Limit, sure: bool = True, arrival_margin: float = 2.0) -> Ledger:
    made = Ledger(new_estimator(limits or HOUR_AND_MINUTE, arrival_margin))
    if sure:
        made.estimator.caution = Caution.CALIBRATED
    return made


def contacted(book: Ledger) -> None:
    """Return a ledger after the first report of a limit."""
    limit = book.estimator.limits[0]
    limit.reported, limit.reported_as = True, "published:requests"


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.floats(0, 30), st.floats(0, 2), st.floats(0, 5)), min_size=20, max_size=120),
    st.integers(1, 8),
    st.integers(8, 20),
)
def test_however_requests_travel_the_server_never_counts_more_than_the_limits(
    journeys: list[tuple[float, float, float]], short: int, long: int
) -> None:
    """Each request has the seconds since the previous one, until its arrival, and until the response."""
    book = ledger(Limit("long", long, 100.0), Limit("short", short, 10.0))
    arrivals: list[float] = []
    answers: list[tuple[float, float]] = []
    now = 0.0
    for gap, there, back in journeys:
        now += gap
        while True:
            for at, stamp in sorted(answer for answer in answers if answer[0] <= now):
                book.settle(stamp, at)
            answers = [answer for answer in answers if answer[0] > now]
            granted = book.admit(now)
            if granted is not None:
                break
            assert book.retry_at > now
            now = book.retry_at
        arrivals.append(now + there)
        answers.append((now + there + back, granted))
    arrivals.sort()
    for at in arrivals:
        for amount, seconds in ((long, 100.0), (short, 10.0)):
            assert bisect_right(arrivals, at) - bisect_right(arrivals, at - seconds) <= amount


def test_all_of_the_quota_is_let_go_at_once() -> None:
    book = ledger()
    assert sum(book.admit(0.0) is not None for _ in range(20)) == 10


def test_a_place_is_free_again_when_its_answer_has_left_the_window() -> None:
    book = ledger()
    stamps = [book.admit(0.0) for _ in range(10)]
    for stamp in stamps:
        assert stamp is not None
        book.settle(stamp, 0.5)
    assert book.admit(60.4) is None
    assert 60.5 <= book.retry_at <= 60.51
    assert book.admit(book.retry_at) is not None


def test_without_an_answer_a_request_counts_from_the_latest_it_can_have_arrived() -> None:
    book = ledger()
    for _ in range(10):
        book.admit(0.0)
    assert book.admit(61.9) is None
    assert book.admit(62.1) is not None


def test_a_cancelled_request_leaves_no_gap() -> None:
    book = ledger()
    stamps = [book.admit(0.0) for _ in range(10)]
    assert book.admit(0.0) is None
    assert stamps[3] is not None
    book.cancel(stamps[3])
    assert book.admit(0.0) is not None
    assert book.admit(0.0) is None


def test_a_late_sending_counts_from_when_it_was_sent() -> None:
    book = ledger()
    stamp = book.admit(0.0)
    assert stamp is not None
    for _ in range(9):
        book.admit(0.0)
    book.delay(stamp, 30.0)
    assert [book.admit(63.0) is not None for _ in range(10)] == [True] * 9 + [False]


def test_only_a_few_go_before_the_first_answer_has_come() -> None:
    book = ledger(sure=False)
    stamps = [stamp for stamp in (book.admit(0.0) for _ in range(20)) if stamp is not None]
    assert len(stamps) == FIRST_CONTACT
    for stamp in stamps:
        book.settle(stamp, 0.2)
    for _ in range(2):  # The second report confirms that there are no other clients.
        book.observe(reported(50 - FIRST_CONTACT), 0.0, 0.2, 0.0)
    assert sum(book.admit(0.2) is not None for _ in range(20)) == 10 - FIRST_CONTACT


def test_earlier_usage_of_other_clients_is_found_at_first_contact() -> None:
    book = ledger(sure=False)
    stamp = book.admit(0.0)
    assert stamp is not None
    book.settle(stamp, 0.2)
    book.observe(reported(3, reset=3000.0), 0.0, 0.2, 0.0)
    assert 46 <= book.estimator.request_windows()[-1].used_by_others(0.2) <= 47
    assert not book.estimator.calibrated


def test_a_differing_report_counts_only_when_a_second_one_confirms_it() -> None:
    book = ledger()
    contacted(book)
    book.observe(reported(20), 100.0, 100.1, 0.0)
    assert book.estimator.request_windows()[-1].used_by_others(100.1) == 0
    book.observe(reported(20), 100.2, 100.3, 0.0)
    assert book.estimator.request_windows()[-1].used_by_others(100.3) == 30


def test_lower_usage_of_other_clients_is_detected_too() -> None:
    book = ledger()
    contacted(book)
    for at in (100.0, 100.2):
        book.observe(reported(20), at, at + 0.1, 0.0)
    for at in (101.0, 101.2):
        book.observe(reported(45), at, at + 0.1, 0.0)
    assert 4 <= book.estimator.request_windows()[-1].used_by_others(101.4) <= 6


def test_a_burst_rejection_pauses_for_the_retry_after() -> None:
    book = ledger()
    book.observe(reported(0, status=429, retry_after=7.0), 100.0, 100.2, 0.0)
    assert book.admit(106.0) is None
    assert 107.2 <= book.retry_at <= 108.3


def test_an_hourly_rejection_pauses_until_the_reset() -> None:
    book = ledger()
    book.observe(reported(0, status=429, reset=700.0), 100.0, 100.2, 0.0)
    assert book.admit(650.0) is None
    assert 700.0 <= book.retry_at <= 702.0


def test_reset_times_are_read_by_the_servers_clock() -> None:
    book = ledger()
    ahead = reported(0, status=429, reset=1_000_700.0)._replace(date=1_000_100.0)
    book.observe(ahead, 100.0, 100.2, offset=5.0)
    assert 699.0 <= book.estimator.backoff.pause_until <= 702.0


def test_an_overloaded_server_is_left_alone_for_longer_and_longer() -> None:
    book = ledger()
    pauses = []
    now = 100.0
    for _ in range(7):
        book.observe(Observation(429), now, now + 0.1, 0.0)
        pauses.append(book.estimator.backoff.pause_until - now - 0.1)
        now = book.estimator.backoff.pause_until + 0.01
    assert pauses == sorted(pauses)
    assert pauses[0] <= 1.5
    assert pauses[-1] <= 60.5


def test_each_pause_after_an_overload_is_twice_the_last_up_to_a_minute() -> None:
    backoff = Backoff()
    pauses = []
    for index in range(7):
        now = 1000.0 * index
        backoff.record_rejection(now, now)
        backoff.consecutive = index + 1
        backoff.overloaded(now)
        pauses.append(backoff.pause_until - now)
    assert pauses == [0.5, 1, 2, 4, 8, 16, 32]


def test_rejections_not_offset_by_successes_lengthen_the_wait_for_a_full_window() -> None:
    backoff = Backoff()
    waits = []
    for index in range(6):
        now = 1000.0 * index
        backoff.record_rejection(now, now)
        backoff.full(now, now + 10.0, 60.0)
        waits.append(backoff.pause_until - now - ROUNDING)
    assert waits == [10, 10, 14, 18, 26, 40]  # From the third on 4, 8, 16 ... seconds more, at most 30.
    for _ in range(6):
        backoff.record_success(now)
    backoff.record_rejection(9000.0, 9000.0)
    backoff.full(9000.0, 9010.0, 60.0)
    assert backoff.pause_until == 9010.0 + ROUNDING


def test_a_full_window_whose_reset_has_passed_is_waited_for_longer_each_time() -> None:
    backoff = Backoff()
    waits = []
    for index in range(3):
        now = 1000.0 * index
        backoff.record_rejection(now, now)
        backoff.full(now, now - 5.0, 60.0)
        waits.append(backoff.pause_until - now - ROUNDING)
    assert waits == [2, 3, 5]


@pytest.mark.parametrize(
    ("ahead", "rounds"), [(0, 0), (1, 0), (9, 0), (10, 1), (11, 1), (19, 1), (20, 2), (25, 2), (100, 10)]
)
def test_a_queue_is_served_in_whole_windows(ahead: int, rounds: int) -> None:
    book = ledger(Limit("minute", 10, 60.0))
    assert book.available_at(1000.0, ahead) == 1000.0 + 60.0 * rounds


def test_places_in_a_queue_follow_the_stamps_that_leave_the_window() -> None:
    book = ledger(Limit("minute", 10, 60.0))
    for second in range(10):
        stamp = book.admit(float(second))
        assert stamp is not None
        book.settle(stamp, float(second))
    soonest = [book.available_at(10.0, ahead) for ahead in (0, 1, 9, 10, 19)]
    assert soonest == pytest.approx([60.0, 61.0, 69.0, 120.0, 129.0], abs=0.001)


def test_the_reserve_does_not_count_in_predictions_for_the_queue() -> None:
    book = ledger(Limit("hour", 500, 3600.0))
    window = book.estimator.request_windows()[0]
    window.set_reserve()
    assert window.usable == 498
    assert book.available_at(0.0, 497) == 0.0
    assert book.available_at(0.0, 498) == 3600.0


def test_tokens_of_a_request_wait_for_their_window() -> None:
    book = ledger(Limit("tokens", 1000, 60.0, "tokens"))
    stamp = book.admit(0.0, 800)
    assert stamp is not None
    assert book.available_at(1.0, 0, 200) == 1.0
    assert 58.0 < book.available_at(1.0, 0, 201) < 64.0
    assert 58.0 < book.available_at(1.0, 0, 5000) < 64.0  # A request above the window amount needs all of it.


def test_rejections_of_requests_in_flight_together_count_as_one() -> None:
    book = ledger()
    for _ in range(20):
        book.observe(Observation(429), 100.0, 100.2, 0.0)
    assert book.estimator.backoff.pause_until <= 102.0


def test_rejections_of_requests_that_waited_for_a_connection_count_with_the_first() -> None:
    book = ledger()
    for late in range(20):
        sent = 100.0 + late / 20
        book.observe(reported(0, status=429, retry_after=1.0), sent, sent + 0.04, 0.0)
    assert book.estimator.backoff.consecutive == 1
    assert book.estimator.backoff.pause_until <= 103.0


def first_answer(limit: int, remaining: int, reset: float, *, date: float | None = 1_000_000.0) -> Ledger:
    """Process the first response, to a request sent at 100.0 of the local clock."""
    book = ledger(Limit("hour", 5000, 3600.0), Limit("minute", 250, 60.0), sure=False)
    stamp = book.admit(100.0)
    assert stamp is not None
    book.settle(stamp, 100.2)
    answer = reported(remaining, limit, reset=1_000_000.0 + reset)._replace(date=date)
    book.observe(answer, 100.0, 100.2, 999_900.0)
    return book


def longest(book: Ledger) -> float:
    return max(window.seconds for window in book.estimator.limits)


def test_an_unpublished_limit_is_as_long_as_its_first_request_counts() -> None:
    assert 20.0 <= longest(first_answer(500, 499, 20.0)) <= 23.0


def test_scaled_published_limits_are_recognized() -> None:
    book = first_answer(5000, 4999, 180.0)
    hour, minute = book.estimator.limits
    assert (hour.amount, minute.amount) == (5000, 250)
    assert hour.seconds == pytest.approx(180.0, abs=3.0)
    assert minute.seconds == pytest.approx(3.0, abs=0.1)


def test_a_reset_of_another_clients_request_shows_no_length() -> None:
    assert longest(first_answer(500, 400, 20.0)) == 3600.0


def test_without_the_server_clock_a_reset_shows_no_length() -> None:
    assert longest(first_answer(500, 499, 20.0, date=None)) == 3600.0


def test_the_daily_cap_is_distinguished() -> None:
    book = ledger()
    book.estimator.daily_cap(100.2, 5000.0)
    assert book.estimator.backoff.daily_until == 5000.0
    book.estimator.daily_cap(100.2, 1e12)
    assert book.estimator.backoff.daily_until <= 100.2 + 90_000.0


def test_headers_of_another_tier_replace_the_published_limits() -> None:
    book = Ledger(new_estimator((Limit("hour", 5000, 3600.0), Limit("minute", 250, 60.0))))
    stamp = book.admit(0.0)
    assert stamp is not None
    book.settle(stamp, 0.2)
    book.observe(reported(119, 120, family="live"), 0.0, 0.2, 0.0)
    assert [(w.amount, w.seconds) for w in book.estimator.limits] == [(120, 60.0)]
    assert sum(book.admit(0.3) is not None for _ in range(300)) == 119


def test_the_burst_limit_is_a_part_of_the_hourly_limit() -> None:
    book = Ledger(new_estimator((Limit("hour", 5000, 3600.0), Limit("minute", 250, 60.0))))
    book.observe(reported(9_999, 10_000, reset=3600.0), 0.0, 0.2, 0.0)
    assert [(w.amount, w.seconds) for w in book.estimator.limits] == [(10_000, 3600.0), (500, 60.0)]


def test_a_firm_limit_is_never_raised_by_headers() -> None:
    book = ledger(Limit("mine", 10, 60.0, firm=True))
    book.observe(reported(119, 120), 0.0, 0.2, 0.0)
    assert book.estimator.limits[0].amount == 10


def test_token_limits_are_off_until_headers_show_them() -> None:
    book = ledger(Limit("minute", 100, 60.0))
    assert book.admit(0.0, 10**9) is not None
    book.observe(reported(1000, 1000, family="live", name="tokens-per-minute"), 0.0, 0.1, 0.0)
    assert book.admit(1.0, 700) is not None
    assert book.admit(1.0, 700) is None
    assert book.admit(1.0) is not None
    assert book.retry_at <= 1.0 + 2.0 + 61.0


def test_the_actual_tokens_correct_the_estimate() -> None:
    book = ledger(Limit("tokens-per-minute", 1000, 60.0, "tokens"))
    stamp = book.admit(0.0, 900)
    assert stamp is not None
    assert book.admit(0.0, 200) is None
    book.used(stamp, 900, 100)
    assert book.admit(0.0, 200) is not None


def test_more_tokens_than_the_limit_go_when_nothing_else_does() -> None:
    book = ledger(Limit("tokens-per-minute", 1000, 60.0, "tokens"))
    assert book.admit(0.0, 5000) is not None
    assert book.admit(0.0, 1) is None


def test_the_wait_of_the_last_call_in_the_queue_can_be_predicted() -> None:
    book = ledger()
    stamps = [book.admit(float(index)) for index in range(10)]
    for index, stamp in enumerate(stamps):
        assert stamp is not None
        book.settle(stamp, index + 0.1)
    assert 60.0 < book.available_at(10.0, 0) < 60.2
    assert 64.0 < book.available_at(10.0, 4) < 64.2
    assert book.available_at(10.0, 10) > 120.0


@given(st.lists(st.floats(0, 100), max_size=40), st.floats(0, 100))
def test_counting_agrees_with_going_through_them_all(stamps: list[float], moment: float) -> None:
    book = ledger()
    for stamp in stamps:
        book.requests.add(stamp)
    assert book.requests.count_after(moment) == len([stamp for stamp in stamps if stamp > moment])
    assert list(book.requests.stamps) == sorted(stamps)
    assert bisect_left(book.requests.stamps, -1.0) == 0


def test_a_limit_of_zero_raises() -> None:
    for nonsense in (Limit("none", 0, 60.0), Limit("never", 5, 0.0)):
        with pytest.raises(ValueError, match="at least 1"):
            new_estimator([nonsense])


def test_one_request_starts_after_the_reset_of_the_first_rejection() -> None:
    book = Ledger(new_estimator((Limit("hour", 5000, 3600.0), Limit("minute", 250, 60.0))))
    assert book.admit(100.0) is not None
    book.observe(reported(0, 5000, status=429, reset=105.0), 100.0, 100.2, 0.0)
    assert book.admit(104.0) is None
    assert book.admit(107.0) is not None
