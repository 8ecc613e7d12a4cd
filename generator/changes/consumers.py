"""The last release's own example of use, type-checked against today's package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from generator.changes.entry import Entry, Grade
from generator.changes.sources import PACKAGES


def available() -> bool:
    """Whether mypy is installed."""
    return find_spec("mypy") is not None


def check_consumers(
    files: tuple[Path, ...], old: dict[str, Path], new: dict[str, Path], scratch: Path
) -> list[Entry]:
    """An entry for every error that the files have against the new packages and had not against the old ones."""
    scratch.mkdir(parents=True, exist_ok=True)
    copies = [shutil.copyfile(file, scratch / file.name) for file in files]
    now = _errors(copies, new)
    if not now:
        return []
    before = {(file, line) for file, line, _ in _errors(copies, old)}
    return [
        Entry(
            Grade.BREAKING,
            "consumer-fails",
            (file,),
            f"line {line} no longer type-checks: {text}",
            level="python",
        )
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
