"""The emulator with limits scaled down, and what it saw."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

pytest.importorskip("starlette", reason="needs the emulator extra")
pytest.importorskip("uvicorn", reason="needs the emulator extra")

from do_inference.emulator import Emulator
from do_inference.emulator._limits import Limits
from do_inference.rate_limit import Limit, RateLimiter

RULES = ((60, 4.0), (25, 1.0))
CALLS = 85
"""Sixty start in the first three seconds, the rest after four seconds at the earliest."""
SOONEST = 4.0
HELLO: Any = [{"role": "user", "content": "Hi"}]


@contextmanager
def scaled(*rules: tuple[int, float]) -> Iterator[Emulator]:
    """Return an emulator that enforces `RULES`, or the given rules."""
    with Emulator(limits=Limits.of(*(rules or RULES)), any_model=True) as emulator:
        yield emulator


def limiter() -> RateLimiter:
    """One that was reported of `RULES`."""
    return RateLimiter([Limit(f"{amount} in {seconds:g} s", amount, seconds) for amount, seconds in RULES])


def refused(emulator: Emulator) -> int:
    return sum(exchange.status == 429 for exchange in emulator.requests)


def assert_all_of_the_quota_was_used_and_no_more(emulator: Emulator) -> None:
    assert refused(emulator) == 0
    times = sorted(exchange.at for exchange in emulator.requests)
    assert len(times) == CALLS
    for amount, seconds in RULES:
        most = max(index + 1 - bisect_right(times, at - seconds) for index, at in enumerate(times))
        assert amount - 1 <= most <= amount
    assert times[-1] - times[0] <= SOONEST + RULES[0][1]
