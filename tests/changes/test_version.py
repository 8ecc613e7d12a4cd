"""Tests of the next version that each severity requires."""

from __future__ import annotations

import pytest

from generator.changes.change import Severity
from generator.changes.version import following, parse


@pytest.mark.parametrize(
    ("current", "severity", "expected"),
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
def test_next_version_follows_from_the_severity(current: str, severity: Severity, expected: str) -> None:
    assert expected == following(current, severity)


def test_version_has_three_numbers_and_an_optional_candidate_suffix() -> None:
    assert parse("v1.2.3rc1") == (1, 2, 3)
    with pytest.raises(ValueError, match="not a version"):
        parse("1.2")
