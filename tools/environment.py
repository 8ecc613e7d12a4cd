"""Clean environments, as a user would make them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path


def create(interpreter: str, folder: Path) -> Path:
    """Make an environment with nothing in it, not even pip; gives back its Python."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([interpreter, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def install(python: Path, *words: str) -> None:
    """Install into an environment with the pip of the running one. The words are those of `pip install`."""
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "-q", *words], check=True)
