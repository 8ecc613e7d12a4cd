"""Rehearses an upload: `python -m tools.rehearsal DIST FOLDER PYTHON...`.

Uploads the distributions to a package index on loopback, installs them from there into a clean environment of each
PYTHON, and runs the README's first program there: outside of the source tree, with the emulator instead of the service.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tools.environment import create, install
from tools.index import index, upload

ROOT = Path(__file__).resolve().parents[1]
RUNNER = Path(__file__).with_name("with_emulator.py")


def rehearse(dist: Path, folder: Path, interpreters: list[str]) -> None:
    """Upload, install and run. Raises an exception if a step fails."""
    program = first_program((ROOT / "README.md").read_text(encoding="utf-8"))
    with index() as url:
        upload(dist, url)
        for number, interpreter in enumerate(interpreters):
            python = create(interpreter, folder / str(number))
            install_from(url, python, dist)
            place = subprocess.run([python, "--version"], check=True, capture_output=True, text=True).stdout
            print(
                f"== {place.strip()}: the README's first program, with the package installed from the index"
            )
            run(python, program, folder / str(number))


def install_from(url: str, python: Path, dist: Path) -> None:
    """Install the package from this index only, and its dependencies from the default index."""
    ours = f"=={version_of(dist)}"
    install(python, "--isolated", "--no-deps", "--index-url", f"{url}simple/", f"do-inference{ours}")
    install(python, f"do-inference[emulator]{ours}")


def run(python: Path, program: str, folder: Path) -> None:
    """Run a program in an environment. `-I` excludes the source tree and the caller's settings from its path."""
    file = folder / "program.py"
    file.write_text(program, encoding="utf-8")
    sys.stdout.flush()
    subprocess.run([python, "-I", str(RUNNER), file.name], cwd=folder, check=True)


def first_program(readme: str) -> str:
    """Return the first Python program of a README."""
    found = re.search(r"^```python\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    assert found, "README.md has no Python code block"
    return found[1]


def version_of(dist: Path) -> str:
    """Return the version of the wheel in a folder."""
    return next(dist.glob("*.whl")).name.split("-")[1]


if __name__ == "__main__":
    rehearse(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
