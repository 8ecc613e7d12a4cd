"""Which files are generated: exactly those that say so on their first line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MARK = "Generated from openapi/ by generator/"
GENERATED = ROOT / "generated_client"
# What the generator itself makes the mark from names it too, though nowhere on a first line.
LINES_LOOKED_AT = 2


def says_it_is_generated(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return any(MARK in line for _, line in zip(range(LINES_LOOKED_AT), file, strict=False))


def test_every_generated_file_says_so() -> None:
    files = [path for path in GENERATED.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    silent = [path for path in files if path.stat().st_size and not says_it_is_generated(path)]

    assert files
    assert silent == []


def test_no_other_file_says_so() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not listed:
        pytest.skip("not a git checkout")
    by_hand = [ROOT / path for path in listed if not path.startswith("generated_client/")]

    assert [path for path in by_hand if path.is_file() and says_it_is_generated(path)] == []
