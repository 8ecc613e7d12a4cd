"""The comparison of Python code beyond its surface.

The consumer files of the last release, which use the package as users do, are type-checked with the new version. If
only the code differs and the surface is equal, the change is a fix.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from generator.changes.change import Change, Severity, python_change
from generator.changes.sources import PACKAGES

SHOWN = 4


def compare_code(old: dict[str, Path], new: dict[str, Path]) -> Iterator[Change]:
    """Yield a change for each package whose code differs: a fix that nothing else shows."""
    for package in sorted(old.keys() & new.keys()):
        before, after = _modules(old[package] / package), _modules(new[package] / package)
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        if changed:
            rest = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
            text = f"its code differs in {', '.join(changed[:SHOWN])}{rest}"
            yield python_change(Severity.FIX, "code-changed", package, text)


def _modules(folder: Path) -> dict[str, str]:
    """Return the code of each module by its name, without comments, layout and docstrings."""
    found = {}
    for file in folder.rglob("*.py"):
        name = ".".join(file.relative_to(folder).with_suffix("").parts)
        try:
            tree = ast.parse(file.read_text(encoding="utf-8"))
        except SyntaxError:
            found[name] = file.read_text(encoding="utf-8")
            continue
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(body, list):
                node.body = [one for one in body if not _is_docstring(one)]  # type: ignore[attr-defined]
        found[name] = ast.dump(tree)
    return found


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def available() -> bool:
    """Return whether mypy is installed."""
    return find_spec("mypy") is not None


def check_consumers(
    files: tuple[Path, ...], old: dict[str, Path], new: dict[str, Path], scratch: Path
) -> list[Change]:
    """Return a change for every type error that the files have with the new packages and not with the old ones."""
    scratch.mkdir(parents=True, exist_ok=True)
    copies = [shutil.copyfile(file, scratch / file.name) for file in files]
    now = _errors(copies, new)
    if not now:
        return []
    before = {(file, line) for file, line, _ in _errors(copies, old)}
    return [
        python_change(Severity.BREAKING, "consumer-fails", file, f"line {line} no longer type-checks: {text}")
        for file, line, text in now
        if (file, line) not in before
    ]


def _errors(files: list[Path], roots: dict[str, Path]) -> list[tuple[str, int, str]]:
    if not files:
        return []
    paths = dict.fromkeys(str(roots[name].resolve()) for name in PACKAGES if name in roots)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-incremental",
        "--follow-imports=silent",
        "--config-file=",
    ]
    done = subprocess.run(  # noqa: S603
        [*command, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        cwd=files[0].parent,
        env={**os.environ, "MYPYPATH": os.pathsep.join(paths)},
    )
    found = []
    for line in done.stdout.splitlines():
        match = re.match(r"(?P<file>[^:]+):(?P<line>\d+): error: (?P<text>.*)", line)
        if match:
            found.append((Path(match["file"]).name, int(match["line"]), match["text"]))
    if done.returncode not in (0, 1):
        found.append((files[0].name, 0, f"mypy could not run: {(done.stderr or done.stdout).strip()[-200:]}"))
    return found
