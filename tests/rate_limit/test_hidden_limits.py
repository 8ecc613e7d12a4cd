"""Limits that no header reports: they cause a handful of rejections, and are respected afterwards."""

from __future__ import annotations

from collections import deque
from math import inf

from do_inference.rate_limit import PUBLISHED_LIMITS
from do_inference.rate_limit._estimator import Caution, new_estimator
from do_inference.rate_limit._headers import read_observation
from do_inference.rate_limit._ledger import Ledger

HOUR = (5000, 3600.0)
ROUND_TRIP = 0.02


class ReportedLimit:
    """A server whose headers report only the hourly limit, and which also rejects more than `amount` in `seconds`."""

    def __init__(self, amount: int, seconds: float) -> None:
        self.amount, self.seconds = amount, seconds
        self.hour: deque[float] = deque()
        self.refused: list[float] = []

    def answer(self, now: float) -> tuple[int, dict[str, str]]:
        lately = [at for at in self.hour if at > now - self.seconds]
        headers = {"ratelimit-limit": "5000", "ratelimit-reset": str(int(now) + 3600)}
        if len(lately) >= self.amount:
            self.refused.append(now)
            wait = lately[-self.amount] + self.seconds - now
            return 429, {**headers, "ratelimit-remaining": "0", "retry-after": str(int(wait) + 1)}
        self.hour.append(now)
        return 200, {**headers, "ratelimit-remaining": str(HOUR[0] - len(self.hour))}


def send(ledger: Ledger, server: ReportedLimit, most: int, began: float = 0.0) -> list[float]:
    """Send requests as soon as possible until `most` were accepted. Return when those were sent."""
    now = began
    accepted: list[float] = []
    in_flight = deque[tuple[float, float, int, dict[str, str]]]()
    while len(accepted) < most:
        if len(accepted) + len(in_flight) < most:
            stamp = ledger.admit(now)
            if stamp is not None:
                in_flight.append((now, stamp, *server.answer(now + ROUND_TRIP / 2)))
                continue
            again = max(ledger.retry_at, now + 1e-4)
        else:
            again = inf
        if not in_flight or again < in_flight[0][0] + ROUND_TRIP:
            now = again
            continue
        sent, stamp, status, headers = in_flight.popleft()
        now = max(now, sent + ROUND_TRIP)
        ledger.settle(stamp, now)
        ledger.observe(read_observation(status, headers), sent, now, 0.0)
        if status == 200:
            accepted.append(sent)
    return accepted


def fresh() -> Ledger:
    return Ledger(new_estimator(PUBLISHED_LIMITS, assumed=True))


def test_an_unreported_burst_limit_causes_only_a_handful_of_rejections() -> None:
    server = ReportedLimit(25, 1.0)
    accepted = send(fresh(), server, 200)
    assert 1 <= len(server.refused) <= 5
    assert accepted[-1] <= 200 / 25 * 1.5 + 3.0


def test_it_may_be_one_of_ten_seconds_as_well() -> None:
    server = ReportedLimit(60, 10.0)
    send(fresh(), server, 200)
    assert 1 <= len(server.refused) <= 5


def test_without_rejections_only_the_first_burst_is_slowed() -> None:
    ledger, server = fresh(), ReportedLimit(5000, 3600.0)
    accepted = send(ledger, server, 750)
    assert server.refused == []
    assert accepted[249] <= 6.0
    assert accepted[-1] <= 120.0 + 6.0 + 10 * ROUND_TRIP


def test_limits_of_ones_own_are_gone_up_to_at_once() -> None:
    server = ReportedLimit(5000, 3600.0)
    accepted = send(Ledger(new_estimator(PUBLISHED_LIMITS)), server, 250)
    assert accepted[-1] <= 3 * ROUND_TRIP


def test_a_learnt_limit_grows_again_when_it_no_longer_holds() -> None:
    ledger, server = fresh(), ReportedLimit(25, 1.0)
    send(ledger, server, 100)
    (learnt,) = [limit for limit in ledger.estimator.limits if limit.learnt]
    assert learnt.seconds == 1.0
    assert learnt.amount <= 25
    server.amount = 5000
    send(ledger, server, 4000, began=3700.0)
    assert learnt.amount > 30


def test_a_rejection_is_attributed_to_other_clients_while_they_are_active() -> None:
    ledger = fresh()
    ledger.estimator.caution = Caution.CALIBRATED
    ledger.estimator.other_clients.detected(0.0)
    refused = {"ratelimit-limit": "5000", "ratelimit-remaining": "0", "retry-after": "1"}
    ledger.observe(read_observation(429, refused), 1.0, 1.1, 0.0)
    assert not any(window.learnt for window in ledger.estimator.limits)
