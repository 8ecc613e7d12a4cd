"""Type checking of programs that use workflows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.typing.test_types import Findings, mypy, pyright

PROGRAM = Path(__file__).with_name("program.py")


@pytest.mark.parametrize("checker", [mypy, pyright])
@pytest.mark.timeout(600)
def test_types_follow_the_client_and_the_endpoint(
    checker: Callable[[Path], Findings], tmp_path: Path
) -> None:
    (tmp_path / "program.py").write_bytes(PROGRAM.read_bytes())
    lines = PROGRAM.read_text(encoding="utf-8").splitlines()
    marked = {number for number, line in enumerate(lines, 1) if "# E: " in line}
    assert len(marked) == 3
    assert checker(tmp_path).get("program.py") == marked
