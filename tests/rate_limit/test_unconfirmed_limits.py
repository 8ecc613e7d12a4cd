"""Assumed limits hold until a server answers without a word on any; refusals and headers bring them back."""

from __future__ import annotations

from do_inference.rate_limit import Limit, Permit, RateLimitDeadlineError, RateLimiter

from .clocks import FakeClock

LIMITS = (Limit("requests-per-minute", 3, 60.0),)
SILENT: dict[str, str] = {}
TOLD = {"ratelimit-limit": "3", "ratelimit-remaining": "0", "ratelimit-reset": "0"}


def made(*, assumed: bool = True, first_contact: int = 1) -> RateLimiter:
    return RateLimiter(LIMITS, clock=FakeClock(), assumed=assumed, first_contact=first_contact)


def at_once(limiter: RateLimiter) -> Permit | None:
    try:
        return limiter.acquire(max_wait=0)
    except RateLimitDeadlineError:
        return None


def goes_at_once(limiter: RateLimiter) -> bool:
    grant = at_once(limiter)
    if grant is not None:
        grant.responded(200, SILENT)
    return grant is not None


def test_assumed_limits_are_dropped_if_the_server_reports_none() -> None:
    limiter = made()
    assert all(goes_at_once(limiter) for _ in range(50))


def test_limits_that_were_given_hold_all_the_same() -> None:
    limiter = made(assumed=False)
    assert [goes_at_once(limiter) for _ in range(5)] == [True, True, True, False, False]


def test_the_first_headers_make_the_limits_hold() -> None:
    limiter = made()
    assert all(goes_at_once(limiter) for _ in range(10))
    grant = at_once(limiter)
    assert grant is not None
    grant.responded(200, TOLD)
    assert not goes_at_once(limiter)


def test_a_rejection_restores_the_assumed_limits() -> None:
    limiter = made()
    assert all(goes_at_once(limiter) for _ in range(10))
    grant = at_once(limiter)
    assert grant is not None
    grant.responded(429, {"retry-after": "30"})
    assert not goes_at_once(limiter)


def test_a_client_assumes_the_published_limits_and_a_limiter_of_ones_own_does_not() -> None:
    assert RateLimiter()._store.view().estimator.unconfirmed
    assert not RateLimiter(LIMITS)._store.view().estimator.unconfirmed


def test_first_contact_sets_the_number_of_first_requests() -> None:
    limiter = made(first_contact=2)
    assert [at_once(limiter) is not None for _ in range(3)] == [True, True, False]


def test_a_first_request_that_was_lost_does_not_hold_up_the_next_for_long() -> None:
    clock = FakeClock()
    limiter = RateLimiter(LIMITS, clock=clock, first_contact=1)
    first = at_once(limiter)
    assert first is not None
    assert at_once(limiter) is None
    first.lost()
    clock.now += 0.6
    assert at_once(limiter) is not None
