"""The pause after a 429 response, for each combination of headers."""

from __future__ import annotations

import pytest

from do_inference.rate_limit._estimator import new_estimator
from do_inference.rate_limit._headers import Observation, ReportedLimit
from do_inference.rate_limit._ledger import Ledger
from do_inference.rate_limit._limits import PUBLISHED_LIMITS

NOW = 1000.0
UNIX = 1_800_000_000.0


def ledger() -> Ledger:
    return Ledger(new_estimator(PUBLISHED_LIMITS, assumed=True))


def reject(book: Ledger, now: float, *reported: ReportedLimit, retry_after: float | None = None) -> None:
    """One request at `now` is rejected immediately. The clock of the server is `UNIX` ahead."""
    stamp = book.admit(now)
    assert stamp is not None, book.retry_at - now
    observation = Observation(429, reported, retry_after, UNIX + now)
    book.settle(stamp, now + 0.01)
    book.observe(observation, now, now + 0.01, UNIX)


def accept(book: Ledger, now: float, *reported: ReportedLimit) -> None:
    stamp = book.admit(now)
    assert stamp is not None, book.retry_at - now
    book.settle(stamp, now + 0.01)
    book.observe(Observation(200, reported, None, UNIX + now), now, now + 0.01, UNIX)


def pause(book: Ledger, now: float) -> float:
    """Seconds from `now` until a request is released."""
    at = now
    for _ in range(20):
        if book.admit(at) is not None:
            return at - now
        at = book.retry_at
    raise AssertionError("nothing is released")


def published(limit: int | None, remaining: int | None, reset: float | None) -> ReportedLimit:
    return ReportedLimit("published", "requests", limit, remaining, reset and UNIX + NOW + reset)


def live(
    remaining: int | None, reset: float | None, *, limit: int = 120, name: str = "requests"
) -> ReportedLimit:
    return ReportedLimit("live", name, limit, remaining, reset and UNIX + NOW + reset)


ROOMY = live(100, 30)


@pytest.mark.parametrize(
    ("reported", "retry_after", "least", "most"),
    [
        # A limit with room does not explain the rejection, so the server is overloaded.
        ((), None, 0.5, 0.6),
        ((published(5000, 4999, 3600),), None, 0.5, 0.6),
        ((ROOMY,), None, 0.5, 0.6),
        ((live(1, 30),), None, 0.5, 0.6),
        ((published(5000, 4999, 3600), ROOMY), None, 0.5, 0.6),
        # A full limit without a reset pauses as long as an overloaded server.
        ((published(5000, 0, 0),), None, 0.5, 0.9),
        ((published(5000, 0, None),), None, 0.5, 0.9),
        ((live(0, 0),), None, 0.5, 0.6),
        ((live(0, 0), published(5000, 4999, 3600)), None, 0.5, 0.6),
        ((), 0.0, 0.5, 0.6),
        ((published(5000, 0, None),), 0.0, 0.5, 0.9),
        # A full limit with a reset pauses until then, rounded to the whole seconds of the server.
        ((published(5000, 0, 3),), None, 3.0, 5.3),
        ((live(0, 3),), None, 3.0, 4.6),
        ((live(0, 3, limit=20),), None, 3.0, 4.6),
        ((live(0, 3, limit=10),), None, 3.0, 4.6),
        ((live(0, 0), live(0, 3, limit=9000, name="tokens-per-minute")), None, 3.0, 4.6),
        ((published(5000, 0, 5), live(0, 1)), None, 5.0, 7.3),
        # `retry-after` decides.
        ((published(5000, 4999, 3600),), 2.0, 2.0, 2.6),
        ((published(5000, 0, None),), 120.0, 120.0, 121.2),
        ((), 2.0, 2.0, 2.6),
    ],
)
def test_a_first_rejection_pauses_for_as_long_as_it_asks(
    reported: tuple[ReportedLimit, ...], retry_after: float | None, least: float, most: float
) -> None:
    book = ledger()
    reject(book, NOW, *reported, retry_after=retry_after)
    assert least - 0.01 <= pause(book, NOW) <= most + 0.02


@pytest.mark.parametrize("limit", [4, 20, 120, 600])
def test_after_an_overestimated_level_one_request_starts_at_the_reset_of_a_bucket(limit: int) -> None:
    book = ledger()
    for index in range(3):
        accept(book, NOW + index * 20, live(limit - 1, 0, limit=limit))
    reject(book, NOW + 60, live(0, 63, limit=limit))
    assert 3.0 <= pause(book, NOW + 60) <= 4.6


def test_a_full_limit_that_names_no_moment_is_left_alone_twice_as_long_each_time() -> None:
    book = ledger()
    now, waits = NOW, []
    for _ in range(9):
        reject(book, now, live(0, 0))
        until = book.estimator.backoff.pause_until
        waits.append(until - now - 0.01)
        now = max(until, book.estimator.limits[-1].free_at(until, 1, book.requests))
    assert waits == pytest.approx([0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0])
