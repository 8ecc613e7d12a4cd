"""Writes the bill of materials of the built wheel: `python -m tools.materials DIST FOLDER FILE`.

It lists, in CycloneDX format, the packages that a user has after installing the wheel with all extras today.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.environment import create, install

ROOT = Path(__file__).resolve().parents[1]


def write(dist: Path, folder: Path, file: Path) -> None:
    """Install the wheel into an empty environment and list its packages."""
    python = create(sys.executable, folder)
    install(python, f"{next(dist.glob('*.whl'))}[all]")
    file.parent.mkdir(parents=True, exist_ok=True)
    arguments = ["--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "library", "--output-reproducible"]
    listing = ["cyclonedx_py", "environment", *arguments, "-o", str(file), str(python)]
    subprocess.run([sys.executable, "-m", *listing], check=True)


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:4]))
