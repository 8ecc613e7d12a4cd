"""Which limit a header is about: one that is assumed, another plan, or another kind."""

from __future__ import annotations

from typing import Literal

import pytest

from do_inference.rate_limit._bucket import Bucket
from do_inference.rate_limit._estimator import Caution, new_estimator
from do_inference.rate_limit._headers import Family, Observation, ReportedLimit, read_observation
from do_inference.rate_limit._ledger import Ledger
from do_inference.rate_limit._limits import Limit
from do_inference.rate_limit._window import Window

HOUR, MINUTE = Limit("hour", 5000, 3600.0), Limit("minute", 250, 60.0)
PLAN = (HOUR, MINUTE)
NOW = 1000.0


def ledger(*limits: Limit, assumed: bool = False, requests: int = 1) -> Ledger:
    made = Ledger(new_estimator(limits, assumed=assumed))
    for index in range(requests):
        made.requests.add(NOW - 0.1 + index / 1000)
    return made


def observe(
    book: Ledger,
    remaining: int,
    limit: int | None,
    ahead: float | None = None,
    *,
    family: Family = "published",
    name: str = "requests",
    dated: bool = False,
    at: float = NOW,
) -> None:
    """A response that took 0.1 s reports one limit; it resets in `ahead` seconds, or at 0 if that is 0."""
    reset = at + ahead if ahead else ahead
    reported = ReportedLimit(family, name, limit, remaining, reset)
    book.observe(Observation(200, (reported,), None, at if dated else None), at - 0.1, at, 0.0)


def shapes(book: Ledger) -> list[tuple[int, float]]:
    return [(limit.amount, limit.seconds) for limit in book.estimator.limits]


def kinds(book: Ledger) -> list[type]:
    return [type(limit) for limit in book.estimator.limits]


# -- the published family -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (5000, [(5000, 3600.0), (250, 60.0)]),
        (1200, [(1200, 3600.0), (60, 60.0)]),
        (10_000, [(10_000, 3600.0), (500, 60.0)]),
        (30, [(30, 3600.0), (2, 60.0)]),
    ],
)
def test_a_plan_of_another_size_scales_the_burst_limit(limit: int, expected: list[tuple[int, float]]) -> None:
    book = ledger(*PLAN)
    observe(book, limit - 1, limit, 3600.0, dated=True)
    assert shapes(book) == expected
    assert [each.reported_as for each in book.estimator.limits] == ["published:requests", ""]


def test_a_plan_that_changes_later_scales_the_burst_limit_again() -> None:
    book = ledger(*PLAN)
    observe(book, 4999, 5000, 3600.0, dated=True)
    observe(book, 9998, 10_000, 3600.0, dated=True, at=NOW + 1)
    assert shapes(book) == [(10_000, 3600.0), (500, 60.0)]


def test_burst_limits_that_are_firm_or_learnt_or_reported_do_not_scale() -> None:
    book = ledger(HOUR, MINUTE._replace(firm=True))
    observe(book, 1199, 1200, 3600.0, dated=True)
    assert shapes(book) == [(1200, 3600.0), (250, 60.0)]
    book = ledger(HOUR)
    observe(book, 4999, 5000, 3600.0, dated=True)
    book.estimator.limits.append(Window(Limit("learnt", 20, 1.0), learnt=True))
    book.estimator.limits.append(Window(Limit("reported", 30, 2.0), reported_as="published:burst"))
    observe(book, 9998, 10_000, 3600.0, dated=True, at=NOW + 1)
    assert shapes(book) == [(10_000, 3600.0), (20, 1.0), (30, 2.0)]


def test_the_amount_of_the_burst_limit_is_about_the_burst_limit() -> None:
    book = ledger(*PLAN)
    observe(book, 249, 250, 60.0, dated=True)
    assert shapes(book) == [(250, 60.0)]


def test_without_a_reset_an_unknown_amount_is_about_the_longest_window() -> None:
    book = ledger(*PLAN)
    observe(book, 400, 500)
    assert shapes(book) == [(500, 3600.0), (25, 60.0)]


def test_a_reset_further_ahead_than_every_window_is_about_another_one() -> None:
    book = ledger(*PLAN)
    observe(book, 400, 500, 5000.0)
    assert shapes(book) == [(5000, 3600.0), (250, 60.0), (500, 7200.0)]


def test_a_reset_some_seconds_late_is_still_about_the_same_window() -> None:
    book = ledger(*PLAN)
    observe(book, 4000, 4500, 3604.0)
    assert shapes(book) == [(4500, 3600.0), (225, 60.0)]


def test_without_assumed_limits_a_header_starts_a_window_of_an_hour() -> None:
    book = ledger()
    observe(book, 400, 500)
    assert shapes(book) == [(500, 3600.0)]
    book = ledger()
    observe(book, 400, 500, 100.0)
    assert shapes(book) == [(500, 120.0)]


@pytest.mark.parametrize(
    ("limit", "ahead", "expected"),
    [
        (5000, 180.0, [(5000, 180.0), (250, 3.0)]),
        (50, 5.0, [(50, 5.0)]),
        (5000, 2700.0, [(5000, 3600.0), (250, 60.0)]),
        (40, 60.0, [(40, 60.0)]),
    ],
)
def test_the_timer_of_our_own_first_request_shows_how_long_a_window_is(
    limit: int, ahead: float, expected: list[tuple[int, float]]
) -> None:
    book = ledger(*PLAN)
    observe(book, limit - 1, limit, ahead, dated=True)
    assert [amount for amount, _ in shapes(book)] == [amount for amount, _ in expected]
    lengths = [seconds for _, seconds in shapes(book)]
    assert lengths == pytest.approx([seconds for _, seconds in expected], abs=2.1)


def test_a_timer_that_may_be_another_clients_shows_no_length() -> None:
    book = ledger(*PLAN)
    observe(book, 4000, 5000, 180.0, dated=True)
    assert shapes(book) == [(5000, 3600.0), (250, 60.0)]


def test_a_firm_window_keeps_its_length_and_its_amount() -> None:
    book = ledger(Limit("mine", 50, 60.0, firm=True))
    observe(book, 4999, 5000, 10.0, dated=True)
    assert shapes(book)[0] == (50, 60.0)
    observe(book, 4998, 5000, 500.0, dated=True, at=NOW + 1)
    assert shapes(book)[0] == (50, 60.0)


def test_a_header_without_a_limit_is_about_the_one_it_named_before() -> None:
    book = ledger(*PLAN)
    observe(book, 10, None)
    assert book.estimator.nothing_reported
    observe(book, 4999, 5000)
    for at in (NOW + 1, NOW + 1.2):
        observe(book, 4000, None, at=at)
    assert book.estimator.request_windows()[-1].known_usage(NOW + 2) == pytest.approx(998, abs=2)


def test_a_header_of_another_name_is_about_another_limit() -> None:
    book = ledger(*PLAN)
    observe(book, 4999, 5000, 3600.0, dated=True)
    observe(book, 249, 250, 60.0, dated=True, name="requests-burst")
    assert [limit.reported_as for limit in book.estimator.limits] == [
        "published:requests",
        "published:requests-burst",
    ]
    assert shapes(book) == [(5000, 3600.0), (250, 60.0)]


# -- kinds ----------------------------------------------------------------------------------------------------------


def test_a_reset_of_0_with_some_used_is_that_of_a_bucket() -> None:
    book = ledger(*PLAN)
    observe(book, 119, 120, 0)
    assert kinds(book) == [Bucket]
    assert shapes(book) == [(120, 60.0)]


@pytest.mark.parametrize(("remaining", "reset"), [(120, 0), (0, 0), (119, None)])
def test_a_reset_of_0_with_nothing_used_or_nothing_left_shows_no_bucket(
    remaining: int, reset: Literal[0] | None
) -> None:
    book = ledger(*PLAN)
    observe(book, remaining, 120, reset)
    assert kinds(book) == [Window, Window]


def test_a_firm_window_does_not_become_a_bucket() -> None:
    book = ledger(Limit("mine", 120, 60.0, firm=True))
    observe(book, 119, 120, 0)
    assert kinds(book) == [Window]


def test_an_accepted_request_that_empties_a_bucket_with_a_reset_far_ahead_shows_a_window() -> None:
    book = ledger()
    observe(book, 60, 120, 0, family="live")
    observe(book, 0, 120, 5.9, family="live", at=NOW + 1)
    assert kinds(book) == [Bucket]
    observe(book, 0, 120, 20.0, family="live", at=NOW + 2)
    assert kinds(book) == [Window]
    assert shapes(book) == [(120, 60.0)]
    book = ledger()
    observe(book, 0, 120, 500.0, family="live")
    assert shapes(book) == [(120, 600.0)]


@pytest.mark.parametrize(("before", "proven"), [(120, True), (119, False)])
def test_more_accepted_than_a_window_allows_proves_a_bucket(before: int, proven: bool) -> None:
    book = ledger(requests=0)
    observe(book, 119, 120, 0, family="live", at=NOW - 50)
    for index in range(before):
        book.requests.add(NOW - 30 + index / 1000)
    book.requests.add(NOW)
    observe(book, 0, 120, 1.0, family="live", at=NOW)
    (bucket,) = book.estimator.limits
    assert isinstance(bucket, Bucket)
    assert bucket.proven is proven
    if proven:
        observe(book, 0, 120, 500.0, family="live", at=NOW + 1)
        assert kinds(book) == [Bucket]


# -- the live family --------------------------------------------------------------------------------------------------


def test_the_live_family_replaces_limits_that_are_only_assumed() -> None:
    book = ledger(*PLAN)
    observe(book, 119, 120, 0, family="live")
    assert kinds(book) == [Bucket]
    assert book.estimator.limits[0].limit.name == "requests-per-minute"


def test_limits_of_both_families_hold_together() -> None:
    book = ledger(*PLAN)
    reported = (
        ReportedLimit("published", "requests", 5000, 4999, NOW + 3600),
        ReportedLimit("live", "requests", 120, 119, 0.0),
        ReportedLimit("live", "tokens-per-day", 10_000, 9000, 0.0),
    )
    book.observe(Observation(200, reported, None, NOW), NOW - 0.1, NOW, 0.0)
    assert kinds(book) == [Window, Window, Bucket, Bucket]
    assert shapes(book) == [(5000, 3600.0), (250, 60.0), (120, 60.0), (10_000, 86_400.0)]


@pytest.mark.parametrize(
    ("name", "unit", "seconds"),
    [
        ("requests", "requests", 60.0),
        ("tokens-per-minute", "tokens", 60.0),
        ("tokens-per-hour", "tokens", 3600.0),
        ("tokens-per-day", "tokens", 86_400.0),
        ("tokens", "tokens", 60.0),
        ("requests-per-day", "requests", 86_400.0),
        ("input-tokens-per-hour", "tokens", 3600.0),
    ],
)
def test_the_name_of_a_live_limit_shows_its_unit_and_the_time_in_which_it_refills(
    name: str, unit: str, seconds: float
) -> None:
    book = ledger()
    observe(book, 999, 1000, 0, family="live", name=name)
    (limit,) = book.estimator.limits
    assert isinstance(limit, Bucket)
    assert limit.limit.unit == unit
    assert limit.seconds == pytest.approx(seconds)


@pytest.mark.parametrize("family", ["live", "published"])
def test_a_limit_with_an_unknown_unit_is_ignored(family: Family) -> None:
    book = ledger(*PLAN)
    observe(book, 0, 10, 40.0, family=family, name="images-per-day")
    assert shapes(book) == [(5000, 3600.0), (250, 60.0)]
    assert book.admit(NOW, 500) is not None


def test_a_token_limit_of_the_published_family_is_a_window_of_tokens() -> None:
    book = ledger(*PLAN)
    observe(book, 999, 1000, 50.0, name="tokens")
    assert kinds(book) == [Window, Window, Window]
    assert book.estimator.limits[-1].limit.unit == "tokens"
    assert shapes(book)[-1] == (1000, 60.0)


def test_an_own_bucket_keeps_its_refill_and_a_firm_one_its_size() -> None:
    slow = Limit("requests-per-minute", 120, 240.0, kind="bucket")
    book = ledger(slow)
    observe(book, 118, 120, 0, family="live")
    assert shapes(book) == [(120, 240.0)]
    book = ledger(slow._replace(firm=True, amount=10))
    observe(book, 118, 120, 0, family="live")
    assert shapes(book)[0][0] == 10
    assert book.estimator.limits[0].limit.firm


def test_a_firm_window_holds_next_to_a_live_limit() -> None:
    book = ledger(Limit("mine", 10, 60.0, firm=True), HOUR)
    observe(book, 119, 120, 0, family="live")
    assert [(limit.limit.name, limit.amount) for limit in book.estimator.limits] == [
        ("mine", 10),
        ("requests-per-minute", 120),
    ]


def test_a_new_bucket_excludes_recent_requests() -> None:
    book = ledger(requests=0)
    for index in range(30):
        book.requests.add(NOW - 20 + index / 10)
    observe(book, 119, 120, 0, family="live")
    assert book.estimator.limits[0].level == pytest.approx(90.0)  # type: ignore[union-attr]


# -- a server that reports nothing ----------------------------------------------------------------------------------


ZEROS = {"ratelimit-limit": "0", "ratelimit-remaining": "0", "ratelimit-reset": "0"}
MOCK = {f"x-ratelimit-{field}-requests": "0" for field in ("limit", "remaining", "reset")}


@pytest.mark.parametrize("headers", [{}, ZEROS, MOCK, {"ratelimit-limit": "-1"}])
def test_a_guess_ends_with_a_server_that_reports_no_limit(headers: dict[str, str]) -> None:
    book = ledger(*PLAN, assumed=True)
    book.estimator.limits.append(Window(Limit("learnt", 20, 1.0), learnt=True))
    book.observe(read_observation(200, headers), NOW - 0.1, NOW, 0.0)
    assert [limit.learnt for limit in book.estimator.limits] == [True]
    assert book.estimator.caution is Caution.CALIBRATED
    assert book.estimator.slow_start is not None


def test_limits_of_the_user_hold_although_the_server_reports_none() -> None:
    book = ledger(*PLAN)
    book.observe(Observation(200), NOW - 0.1, NOW, 0.0)
    assert shapes(book) == [(5000, 3600.0), (250, 60.0)]
    assert book.estimator.caution is Caution.ASSUMED
    assert book.estimator.slow_start is None


def test_a_failure_shows_nothing_about_a_guess() -> None:
    book = ledger(*PLAN, assumed=True)
    book.observe(Observation(500), NOW - 0.1, NOW, 0.0)
    assert shapes(book) == [(5000, 3600.0), (250, 60.0)]
    assert book.estimator.in_flight_limit == 4.0


def test_a_guess_returns_with_the_first_header() -> None:
    book = ledger(*PLAN, assumed=True)
    book.observe(Observation(200), NOW - 0.1, NOW, 0.0)
    observe(book, 4999, 5000, 3600.0, dated=True, at=NOW + 1)
    assert shapes(book) == [(5000, 3600.0), (250, 60.0)]
    assert book.estimator.slow_start is not None  # There may be another burst limit than the assumed one.
