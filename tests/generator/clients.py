"""Clients that tests generate: programs that call them, and the type checker on code that uses them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.generator.descriptions import REAL

if TYPE_CHECKING:
    from pathlib import Path


def paths(generated: Path) -> str:
    """Return the search path with a generated client and the hand-written package."""
    return os.pathsep.join((str(generated), str(REAL.parent / "overlays")))


def run_to_the_end(generated: Path, *program: str, timeout: float = 120) -> None:
    """Run a program, given as arguments of Python, whose last line of output says that everything works."""
    done = subprocess.run(
        [sys.executable, *program],
        env={**os.environ, "PYTHONPATH": paths(generated)},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["everything works"]), done.stderr


def run_checker(
    generated: Path, checker: str, *options: str, folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run a type checker in a folder, with the types of a generated client."""
    if checker == "mypy":
        strict = ("--strict", "--config-file", os.devnull, "--follow-imports=silent")
        options = (*strict, "--cache-dir", str(folder / "cache"), *options)
    return subprocess.run(
        [sys.executable, "-m", checker, *options],
        cwd=folder,
        env={**os.environ, "MYPYPATH": paths(generated)},
        capture_output=True,
        text=True,
        check=False,
    )


def check_types(generated: Path, source: str, folder: Path) -> None:
    """Check that mypy reports an error in exactly the lines that are marked as wrong."""
    consumer = folder / "consumer.py"
    consumer.write_text(source)
    done = run_checker(generated, "mypy", str(consumer), folder=folder)
    wrong = {number for number, line in enumerate(source.splitlines(), 1) if "# wrong" in line}
    errors = [line for line in done.stdout.splitlines() if "error:" in line]
    assert {int(line.split(":")[1]) for line in errors} == wrong, done.stdout
