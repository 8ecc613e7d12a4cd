"""Which version follows which change."""

from __future__ import annotations

import pytest

from generator.changes.change import Severity
from generator.changes.version import following, parse


@pytest.mark.parametrize(
    ("current", "grade", "expected"),
    [
        ("0.3.1", Severity.BREAKING, "0.4.0"),
        ("0.3.1", Severity.RISKY, "0.4.0"),
        ("0.3.1", Severity.ADDITION, "0.3.2"),
        ("0.3.1", Severity.FIX, "0.3.2"),
        ("0.3.1", Severity.INTERNAL, "0.3.1"),
        ("1.3.1", Severity.BREAKING, "2.0.0"),
        ("1.3.1", Severity.RISKY, "2.0.0"),
        ("1.3.1", Severity.ADDITION, "1.4.0"),
        ("1.3.1", Severity.FIX, "1.3.2"),
    ],
)
def test_the_version_that_follows(current: str, grade: Severity, expected: str) -> None:
    assert expected == following(current, grade)


def test_a_version_is_three_numbers_and_may_be_a_candidate() -> None:
    assert parse("v1.2.3rc1") == (1, 2, 3)
    with pytest.raises(ValueError, match="not a version"):
        parse("1.2")
