"""Tests that exactly the generated files contain the mark of generated files in their first lines."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MARK = "Generated from openapi/ by generator/"
GENERATED = ROOT / "generated_client"
# The generator's sources also contain the mark, but not in their first lines.
LINES_TO_CHECK = 2


def is_marked_as_generated(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return any(MARK in line for _, line in zip(range(LINES_TO_CHECK), file, strict=False))


def test_generated_files_are_marked() -> None:
    files = [path for path in GENERATED.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    unmarked = [path for path in files if path.stat().st_size and not is_marked_as_generated(path)]

    assert files
    assert unmarked == []


def test_hand_written_files_are_not_marked() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not tracked:
        pytest.skip("not a git checkout")
    hand_written = [ROOT / path for path in tracked if not path.startswith("generated_client/")]

    assert [path for path in hand_written if path.is_file() and is_marked_as_generated(path)] == []
