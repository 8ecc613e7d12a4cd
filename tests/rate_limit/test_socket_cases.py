"""The optimum that the cases over sockets are compared with."""

from __future__ import annotations

import pytest

pytest.importorskip("starlette", reason="needs the emulator extra")
pytest.importorskip("uvicorn", reason="needs the emulator extra")

from benchmarks.rate_limit.socket_cases import EXACT, Case, optimum


@pytest.mark.parametrize(
    ("case", "seconds"),
    [
        (Case("", "", "live", (120,), ""), 0.0),
        (Case("", "", "live", (200,), ""), 40.0),
        (Case("", "", "live", (300,), ""), 90.0),
        (Case("", "", "live", (120, 10), "", rest=5.0), 0.0),
        (Case("", "", "live", (120, 14), "", rest=5.0), 2.0),
        (Case("", "", EXACT, (400,), ""), 35.0),
        (Case("", "", EXACT, (401,), ""), 60.0),
        (Case("", "", EXACT, (100,), "", changes=((0.0, 0.5), (7.0, 1.0))), 10.0),
        (Case("", "", "window:400/60+bucket:120/10", (300,), ""), 18.0),
    ],
)
def test_the_optimum_is_the_least_time_that_the_limits_allow(case: Case, seconds: float) -> None:
    assert optimum(case, sum(case.calls)) == pytest.approx(seconds, abs=0.01)
