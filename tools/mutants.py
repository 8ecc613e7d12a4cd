"""Mutation tests: `python -m tools.mutants [--sample 300] [--seed 1]` lists changes of the code that no test detects.

Takes a random sample of all mutants of the modules in `MUTATED`, applies one at a time to a copy of the tree, and runs
the tests that execute the mutated line. Writes the surviving mutants as diffs to build/mutants.txt, prints the score,
and returns 1 if the score is lower than `--at-least`.
"""

# pyright: reportMissingImports=false
# The type checkers may run without the dependency group `mutants`, which contains these imports.

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from difflib import unified_diff
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Final, NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from coverage import CoverageData

ROOT: Final = Path(__file__).resolve().parents[1]
COPIED: Final = (
    "generated_client",
    "openapi",
    "overlays",
    "tests",
    "docs",
    "examples",
    "tools",
    "pyproject.toml",
    "README.md",
)
PACKAGE: Final = "overlays/do_inference"
MUTATED: Final = ("retry.py", "streams", "structured", "tools")
TESTS: Final = (
    "tests/streams",
    "tests/runtime/test_retries.py",
    "tests/runtime/test_pacing.py",
    "tests/structured",
)
"""The tests of these modules. Other tests execute these modules only indirectly."""
FIRST: Final = 40
"""How many of the tests of a line run first. The others run only if the mutant survives these."""
SECONDS: Final = 300
"""A mutant whose tests take longer has an endless loop and counts as killed."""


class Mutant(NamedTuple):
    """A change at one location of the code."""

    file: str
    line: int
    operator: str
    occurrence: int


class MutantResult(NamedTuple):
    """The result of the tests of a mutant."""

    mutant: Mutant
    killed: bool
    diff: str


def annotated_places(source: str) -> set[tuple[int, int]]:
    """Return the positions of annotations. They are never evaluated, so no test can detect a change there."""
    places = set()
    for node in ast.walk(ast.parse(source)):
        for field in ("annotation", "returns"):
            annotation = getattr(node, field, None)
            if isinstance(annotation, ast.AST):
                places |= {
                    (part.lineno, part.col_offset)
                    for part in ast.walk(annotation)
                    if isinstance(part, ast.expr)
                }
    return places


def type_checking_lines(source: str) -> set[int]:
    """Return the lines that only type checkers read."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def mutants(root: Path) -> Iterator[Mutant]:
    """Yield every mutant of the modules."""
    for name in MUTATED:
        path = root / PACKAGE / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            source = file.read_text(encoding="utf-8")
            unread, left_out = annotated_places(source), type_checking_lines(source)
            nodes = list(ast_nodes(get_ast(source)))
            for operator_name in sorted(operator_names()):
                operator = get_operator(operator_name)
                # These modules use `|` for types only.
                if operator.arguments() or "_BitOr_" in operator_name:
                    continue
                places = (place for node in nodes for place in operator().mutation_positions(node))
                for occurrence, (start, _) in enumerate(places):
                    if start[0] not in left_out and tuple(start) not in unread:
                        yield Mutant(str(file.relative_to(root)), start[0], operator_name, occurrence)


def copy_tree(folder: Path) -> Path:
    """Copy the files that the tests need into `folder` and return it."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "peers"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    return folder


def pytest(root: Path, *arguments: str, timeout: float | None = None) -> subprocess.CompletedProcess[str]:
    """Run pytest in a copy of the tree."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not peers and not release", *arguments]
    environment = {
        **os.environ,
        "CI": "true",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": "generated_client:overlays",
    }
    return subprocess.run(
        command, cwd=root, env=environment, text=True, check=False, capture_output=True, timeout=timeout
    )


class Coverage:
    """The tests that execute each line."""

    def __init__(self, root: Path) -> None:
        tests = [name for name in TESTS if (root / name).exists()]
        ended = pytest(
            root,
            "-n",
            str(os.cpu_count()),
            "--cov=overlays/do_inference",
            "--cov-context=test",
            "--cov-report=",
            *tests,
        )
        if ended.returncode:
            raise SystemExit(f"the tests fail on the unchanged code; fix them first:\n{ended.stdout[-3000:]}")
        self._data = CoverageData(str(root / ".coverage"))
        self._data.read()
        self._root = root

    @cache  # noqa: B019 - one object, which exists until the program ends
    def _lines(self, file: str) -> dict[int, list[str]]:
        found = self._data.contexts_by_lineno(str((self._root / file).resolve()))
        return {
            line: sorted({name.partition("|")[0] for name in names if name}) for line, names in found.items()
        }

    def tests_of(self, mutant: Mutant) -> list[str]:
        """Return the tests that execute the line; for a line that runs at import, the tests that execute the module."""
        lines = self._lines(mutant.file)
        # Coverage counts a statement of several lines at its first line.
        counted = max((line for line in lines if line <= mutant.line), default=0)
        return lines.get(counted) or sorted({name for names in lines.values() for name in names})


def run_tests(mutant: Mutant, root: Path, tests: list[str], choice: random.Random) -> MutantResult:
    """Apply a mutant to a copy of the tree, run its tests, and restore the copy."""
    file = root / mutant.file
    source = file.read_text(encoding="utf-8")
    mutated = mutate_code(source, get_operator(mutant.operator)(), mutant.occurrence)
    diff = "".join(
        unified_diff(
            source.splitlines(True), (mutated or "").splitlines(True), mutant.file, mutant.operator, n=1
        )
    )
    first = choice.sample(tests, min(FIRST, len(tests)))
    rest = sorted(set(tests) - set(first))
    try:
        file.write_text(mutated or "", encoding="utf-8")
        killed = any(fails(root, some) for some in (first, rest) if some)
    finally:
        file.write_text(source, encoding="utf-8")
    return MutantResult(mutant, killed, diff)


def fails(root: Path, tests: list[str]) -> bool:
    """Return whether one of the tests fails or exceeds the time limit."""
    listed = root / "selected-tests.txt"
    listed.write_text("\n".join(tests), encoding="utf-8")
    try:
        return (
            pytest(root, "-x", "-p", "no:xdist", "-p", "no:cov", f"@{listed}", timeout=SECONDS).returncode
            != 0
        )
    except subprocess.TimeoutExpired:
        return True


def main(arguments: list[str] | None = None) -> int:
    """Run the tests of a sample of mutants."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-least", type=float, default=0.0, metavar="PERCENT")
    given = parser.parse_args(arguments)
    choice = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as scratch:
        copies: SimpleQueue[Path] = SimpleQueue()
        workers = os.cpu_count() or 1
        for number in range(workers):
            copies.put(copy_tree(Path(scratch).resolve() / str(number)))
        measured = copy_tree(Path(scratch).resolve() / "measured")
        everything = list(mutants(measured))
        sample = choice.sample(everything, min(given.sample, len(everything)))
        print(f"{len(everything)} mutants; testing {len(sample)} of them (seed {given.seed})", flush=True)
        coverage = Coverage(measured)
        chosen = {mutant: coverage.tests_of(mutant) for mutant in sample}

        def tested(mutant: Mutant) -> MutantResult:
            copy = copies.get()
            try:
                result = run_tests(mutant, copy, chosen[mutant], random.Random(given.seed))
            finally:
                copies.put(copy)
            print(
                "." if result.killed else f"\nsurvived: {mutant.file}:{mutant.line} {mutant.operator}",
                end="" if result.killed else "\n",
                flush=True,
            )
            return result

        with ThreadPoolExecutor(workers) as pool:
            results = list(pool.map(tested, sample))
    survivors = [result for result in results if not result.killed]
    score = 100 * (len(results) - len(survivors)) / max(1, len(results))
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "mutants.txt").write_text(
        "\n".join(result.diff for result in survivors), encoding="utf-8"
    )
    (ROOT / "build" / "mutants.json").write_text(
        json.dumps([r.mutant._asdict() | {"killed": r.killed} for r in results], indent=1), encoding="utf-8"
    )
    print(
        f"\n{len(results) - len(survivors)} of {len(results)} killed: {score:.1f} %; survivors in build/mutants.txt"
    )
    return int(score < given.at_least)


if __name__ == "__main__":
    sys.exit(main())
