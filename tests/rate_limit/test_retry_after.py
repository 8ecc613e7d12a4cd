"""One parser for every form of `retry-after`, and bounds for every number in a header."""

from __future__ import annotations

import time

import pytest

from do_inference.rate_limit import RateLimiter
from do_inference.rate_limit._headers import (
    LONGEST_WAIT,
    ReportedLimit,
    parse_rate_limit,
    read_observation,
    requested_wait,
)

DATE = "Mon, 23 Nov 2026 13:00:00 GMT"
UNIX = 1_795_438_800.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("7;foo=1", 7.0),
        ("5, 120", 120.0),
        ("120, 5", 120.0),
        ("0", 0.0),
        ("-3", None),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        ("0x10", None),
        ("Tue, 99 Foo 2026", None),
        ("Mon, 23 Nov 2026 13:00:10 GMT", 10.0),
        ("Mon, 23 Nov 2026 12:00:00 GMT", 0.0),
        ("Monday, 23-Nov-26 13:00:10 GMT", 10.0),
        ("Mon Nov 23 13:00:10 2026", 10.0),
        ("Mon, 23 Nov 2026 14:00:10 +0100", 10.0),
        ("5;a=1, 120;b=2", 120.0),
        ("-1, 5", 5.0),
        (" 7 ", 7.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("10000000", LONGEST_WAIT),
        (str(int(UNIX) + 30), 30.0),
        (str((int(UNIX) + 30) * 1000), 30.0),
        ("1e300", LONGEST_WAIT),
    ],
)
def test_every_form_of_retry_after_is_read_and_bounded(value: str, seconds: float | None) -> None:
    assert requested_wait({"Retry-After": value, "Date": DATE}) == seconds


def test_milliseconds_take_precedence() -> None:
    assert requested_wait({"retry-after-ms": "250", "retry-after": "9"}) == 0.25
    assert requested_wait({"retry-after-ms": "later", "retry-after": "9"}) == 9.0
    assert requested_wait({"retry-after-ms": "-1", "retry-after": "9"}) == 9.0
    assert requested_wait({"retry-after-ms": "500, 2500"}) == 2.5
    assert requested_wait({"retry-after-ms": "1e300"}) == LONGEST_WAIT
    assert requested_wait({"retry-after-ms": str((int(UNIX) + 30) * 1000), "date": DATE}) == 30.0


def test_a_moment_is_measured_by_the_local_clock_where_the_server_names_no_time() -> None:
    wait = requested_wait({"retry-after": str(int(time.time()) + 30)})
    assert wait is not None
    assert 28.0 <= wait <= 30.0


def limits(limit: str, remaining: str, reset: str) -> tuple[ReportedLimit, ...]:
    headers = {
        "ratelimit-limit": limit,
        "ratelimit-remaining": remaining,
        "ratelimit-reset": reset,
        "date": DATE,
    }
    return read_observation(200, headers).reported


@pytest.mark.parametrize(
    ("values", "reported"),
    [
        (("0", "0", "0"), ()),
        (("-1", "-1", "0"), ()),
        (("5000", "-1", "0"), (ReportedLimit("published", "requests", 5000, None, 0.0),)),
        (
            ("5000", "4999", str(int(UNIX + 60))),
            (ReportedLimit("published", "requests", 5000, 4999, UNIX + 60),),
        ),
        (
            ("5000", "4999", str(int(UNIX + 60) * 1000)),
            (ReportedLimit("published", "requests", 5000, 4999, UNIX + 60),),
        ),
        (("5000", "4999", "60"), (ReportedLimit("published", "requests", 5000, 4999, None),)),
        (("5000", "4999", "99999999999"), (ReportedLimit("published", "requests", 5000, 4999, None),)),
        (("1e300", "x", "x"), ()),
    ],
)
def test_implausible_numbers_are_ignored(
    values: tuple[str, str, str], reported: tuple[ReportedLimit, ...]
) -> None:
    assert limits(*values) == reported


def test_the_two_families_are_two_limits() -> None:
    headers = {
        "X-RateLimit-Limit-Requests": "120",
        "X-RateLimit-Remaining-Requests": "119",
        "RateLimit-Limit": "5000",
        "RateLimit-Remaining": "4999",
    }
    assert [(each.family, each.limit) for each in read_observation(200, headers).reported] == [
        ("published", 5000),
        ("live", 120),
    ]
    state = parse_rate_limit(headers)
    assert state is not None
    assert state.windows["requests"].limit == 120


@pytest.mark.parametrize(
    ("values", "implausible"),
    [
        (("5000", "4999", str(int(UNIX + 60))), False),
        (("5000", "4999", "0"), False),
        (("0", "0", "0"), True),
        (("-1", "4999", "0"), True),
        (("5000", "-1", "0"), True),
        (("5000", "4999", "99999999999"), True),
    ],
)
def test_numbers_that_are_ignored_are_known_to_be(values: tuple[str, str, str], *, implausible: bool) -> None:
    limit, remaining, reset = values
    headers = {
        "ratelimit-limit": limit,
        "ratelimit-remaining": remaining,
        "ratelimit-reset": reset,
        "date": DATE,
    }
    assert read_observation(200, headers).implausible is implausible


def test_the_first_response_with_limits_that_cannot_be_true_is_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    limiter = RateLimiter()
    for _ in range(3):
        limiter.acquire().responded(
            200, {"ratelimit-limit": "0", "ratelimit-remaining": "0", "ratelimit-reset": "0"}
        )
    assert [record.getMessage() for record in caplog.records] == [
        "ignored implausible rate limits in the headers of a response"
    ]
