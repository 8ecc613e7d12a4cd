"""The floors of the simulation on one seed. `python -m benchmarks.rate_limit --seeds 20` runs them in full."""

from __future__ import annotations

import pytest

from benchmarks.rate_limit.cases import SHIPPED, Case
from benchmarks.rate_limit.server import PUBLISHED, Rule, Server, optimum

CASES = {case.name: case for case in SHIPPED}


def named(start: str) -> Case:
    return next(case for name, case in CASES.items() if name.startswith(start))


@pytest.mark.parametrize("name", ["one process, key to itself", "4 processes", "16 processes, one store"])
def test_alone_or_with_one_store_nothing_is_refused_and_next_to_nothing_left(name: str) -> None:
    result = named(name).result(seed=1, requests=20_000)
    assert (result.burst, result.long, result.failed) == (0, 0, 0)
    assert result.share >= 0.995


@pytest.mark.parametrize(
    ("name", "refused", "share"),
    [
        ("restart", 10, 0.80),
        ("limit 120 a minute, live", 2, 0.95),
        ("limit 120 a minute, published", 2, 0.95),
    ],
)
def test_with_less_to_go_by_there_are_few_refusals(name: str, refused: int, share: float) -> None:
    result = named(name).result(seed=3, requests=20_000)
    assert result.burst + result.long <= refused
    assert result.failed == 0
    assert result.share >= share


@pytest.mark.parametrize("name", ["one process, another takes 30 %", "the same; refused requests count"])
def test_another_consumer_keeps_its_share_and_the_rest_is_used(name: str) -> None:
    result = named(name).result(seed=3, requests=20_000)
    assert result.burst + result.long <= 50
    assert result.failed == 0
    assert result.other >= 0.98
    assert result.share >= 0.95


def test_processes_that_share_nothing_come_to_share_what_there_is() -> None:
    result = named("16 processes that share nothing").result(seed=3, requests=20_000)
    assert result.burst + result.long <= 2_000
    assert result.failed == 0
    assert result.share >= 0.75


def test_the_simulated_server_counts_each_request_for_its_own_hour() -> None:
    server = Server((Rule(3, 10.0), Rule(2, 1.0)))
    assert [server.arrive(at).status for at in (0.0, 0.5, 0.9, 1.0, 5.0, 10.0)] == [
        200,
        200,
        429,
        200,
        429,
        200,
    ]


def test_the_optimum_is_as_worked_out_by_hand() -> None:
    assert optimum(20_000, PUBLISHED) == 11_940.0
