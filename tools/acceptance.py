"""Tests the distributions: `python -m tools.acceptance DIST FOLDER PYTHON [--all | --lowest] [PYTEST...]`.

Installs the wheel with all extras into a clean environment of PYTHON, and runs the tests of the unpacked sdist against
it, as users get them. The packages in the sdist are not on the path, so the tests import the installed ones. `--all`
also runs the tests of the maintainers' tools, which shows that the sdist is complete enough to work from. `--lowest`
installs the lowest version of each dependency that pyproject.toml permits. Other arguments go to pytest.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import Any

from tools.environment import create, install

OF_TOOLS = ("artifacts", "changes", "drift", "generator", "release", "typing")
"""Tests of code that is not in the wheel. They need the pinned tools, which require newer versions than the lowest."""
WHERE = (
    "import do_inference, do_inference_generated as g; print(do_inference.__file__, g.__file__, sep='\\n')"
)


def accept(
    dist: Path,
    folder: Path,
    interpreter: str,
    arguments: list[str],
    *,
    tools: bool = False,
    lowest: bool = False,
) -> int:
    """Run the tests and return their exit code."""
    python = create(interpreter, folder / "environment")
    source = unpack(next(dist.glob("*.tar.gz")), folder / "source")
    settings = source / "pyproject.toml"
    constraint_options = []
    if lowest:
        constraints = folder / "floors.txt"
        constraints.write_text("\n".join(floors(tomllib.loads(settings.read_text("utf-8")))), "utf-8")
        constraint_options = ["-c", str(constraints)]
    wheel = f"{next(dist.glob('*.whl'))}[all]"
    install(
        python, wheel, "--group", f"{settings}:{'test' if tools else 'package-tests'}", *constraint_options
    )
    origins = subprocess.run([python, "-I", "-c", WHERE], check=True, capture_output=True, text=True).stdout
    if outside := [origin for origin in origins.splitlines() if not origin.startswith(str(folder))]:
        raise SystemExit(f"imported from outside the wheel's environment: {outside}")
    left_out = [] if tools else [f"--ignore=tests/{name}" for name in OF_TOOLS]
    run = [str(python), "-m", "pytest", "-q", "-o", "pythonpath=.", "-m", "not peers", *left_out, *arguments]
    return subprocess.run(run, cwd=source, check=False).returncode


def floors(settings: dict[str, Any]) -> list[str]:
    """Return a constraint for each dependency: the lowest version that pyproject.toml permits."""
    stated = list(settings["project"]["dependencies"])
    for name, extra in settings["project"]["optional-dependencies"].items():
        stated += extra if name != "all" else []
    return [requirement.split(",")[0].replace(">=", "==") for requirement in stated]


def unpack(sdist: Path, folder: Path) -> Path:
    """Unpack an sdist and return the only folder in it."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return folder / sdist.name.removesuffix(".tar.gz")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dist", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("interpreter")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--all", action="store_true")
    kind.add_argument("--lowest", action="store_true")
    given, rest = parser.parse_known_args()
    sys.exit(accept(given.dist, given.folder, given.interpreter, rest, tools=given.all, lowest=given.lowest))
