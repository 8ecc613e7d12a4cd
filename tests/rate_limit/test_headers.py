from __future__ import annotations

from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from do_inference.rate_limit._headers import parse_http_date, parse_rate_limit, read_observation
from do_inference_generated._interface import RateLimitState, RateLimitWindow


def test_the_published_family_reports_the_limit_of_requests() -> None:
    state = parse_rate_limit(
        {"ratelimit-limit": "5000", "ratelimit-remaining": "4321", "ratelimit-reset": "1700000000"}
    )
    assert state == RateLimitState({"requests": RateLimitWindow(5000, 4321, 1700000000.0)}, None)


@pytest.mark.parametrize("spell", [str.lower, str.upper, str.title])
def test_names_are_read_in_any_case(spell: object) -> None:
    assert callable(spell)
    state = parse_rate_limit({spell("ratelimit-remaining"): "7", spell("retry-after"): "3"})
    assert state is not None
    assert state.requests == RateLimitWindow(None, 7, None)
    assert state.retry_after == 3.0


def test_the_live_family_reports_three_limits() -> None:
    state = parse_rate_limit(
        {
            "x-ratelimit-limit-requests": "120",
            "x-ratelimit-remaining-requests": "119",
            "x-ratelimit-reset-requests": "0",
            "x-ratelimit-limit-tokens-per-minute": "1500000",
            "x-ratelimit-remaining-tokens-per-minute": "1400000",
            "x-ratelimit-reset-tokens-per-minute": "1700000060",
            "x-ratelimit-limit-tokens-per-day": "6000000",
            "x-ratelimit-remaining-tokens-per-day": "5000000",
        }
    )
    assert state is not None
    assert state.windows == {
        "requests": RateLimitWindow(120, 119, None),
        "tokens-per-minute": RateLimitWindow(1500000, 1400000, 1700000060.0),
        "tokens-per-day": RateLimitWindow(6000000, 5000000, None),
    }


def test_if_both_families_report_requests_all_values_are_those_of_the_live_one() -> None:
    state = parse_rate_limit(
        {"x-ratelimit-limit-requests": "120", "ratelimit-limit": "5000", "ratelimit-remaining": "9"}
    )
    assert state is not None
    assert state.requests == RateLimitWindow(120, None, None)


@pytest.mark.parametrize(
    "headers", [{}, {"content-type": "application/json"}, {"ratelimit-reset": "0"}, {"retry-after": "soon"}]
)
def test_headers_that_say_nothing_are_none(headers: dict[str, str]) -> None:
    assert parse_rate_limit(headers) is None


@pytest.mark.parametrize(
    ("value", "limit"),
    [("250, 250", 250), ("100;w=60", 100), ("12.0", 12), ("nan", None), ("-3", None), ("x", None)],
)
def test_odd_values_are_read_as_far_as_they_make_sense(value: str, limit: int | None) -> None:
    state = parse_rate_limit({"ratelimit-limit": value, "ratelimit-remaining": "1"})
    assert state is not None
    assert state.requests is not None
    assert state.requests.limit == limit


def test_a_negative_remaining_is_zero_for_rejected_and_unknown_for_accepted_requests() -> None:
    headers = {"ratelimit-limit": "10", "ratelimit-remaining": "-2"}
    assert [reported.remaining for reported in read_observation(429, headers).reported] == [0]
    assert [reported.remaining for reported in read_observation(200, headers).reported] == [None]


def test_retry_after_as_a_date_is_measured_against_the_servers_own_clock() -> None:
    state = parse_rate_limit(
        {"Retry-After": "Mon, 23 Nov 2026 13:00:30 GMT", "Date": "Mon, 23 Nov 2026 13:00:00 GMT"}
    )
    assert state is not None
    assert state.retry_after == 30.0


def test_a_retry_after_in_the_past_is_zero_seconds() -> None:
    state = parse_rate_limit({"retry-after": "Mon, 23 Nov 1998 13:00:30 GMT"})
    assert state is not None
    assert state.retry_after == 0.0


@given(st.integers(0, 4_000_000_000))
def test_the_usual_form_of_dates_is_read(moment: int) -> None:
    assert parse_http_date(formatdate(moment, usegmt=True)) == moment


@given(st.tuples(st.integers(0, 28), st.characters()))
def test_a_malformed_date_is_read_as_by_the_standard_library_or_not_at_all(change: tuple[int, str]) -> None:
    place, character = change
    text = "Mon, 23 Nov 2026 13:00:30 GMT"
    text = text[:place] + character + text[place + 1 :]
    try:
        moment = parsedate_to_datetime(text)
        expected = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        expected = None

    assert parse_http_date(text) in (expected, None)


@pytest.mark.parametrize("month", ["anF", "nov", "Nox", "   "])
def test_a_date_with_another_word_than_a_month_is_not_read(month: str) -> None:
    assert parse_http_date(f"Mon, 23 {month} 2026 13:00:30 GMT") in (
        None,
        parse_http_date("23 Nov 2026 13:00:30 GMT"),
    )


def test_retry_after_in_milliseconds_is_the_finer_word() -> None:
    state = parse_rate_limit({"retry-after": "2", "retry-after-ms": "1500"})
    assert state is not None
    assert state.retry_after == 1.5


@given(
    st.dictionaries(
        st.sampled_from(
            ["ratelimit-limit", "RateLimit-Reset", "ratelimit-remaining-", "x-ratelimit-", "x-ratelimit-limit-requests",
             "x-ratelimit-reset-tokens-per-day", "retry-after", "retry-after-ms", "date", "x-ratelimit--x"]
        ),
        st.text(max_size=8) | st.integers().map(str) | st.floats().map(str),
    )
)  # fmt: skip
def test_whatever_the_headers_hold_nothing_is_raised(headers: dict[str, str]) -> None:
    state = parse_rate_limit(headers)
    assert state is None or state.windows or state.retry_after is not None
