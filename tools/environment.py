"""Clean virtual environments, as users create them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path


def create(interpreter: str, folder: Path) -> Path:
    """Create an empty environment, without pip, and return its Python."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([interpreter, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def install(python: Path, *arguments: str) -> None:
    """Install into an environment with the pip of the running one. `arguments` are the arguments of `pip install`."""
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "-q", *arguments], check=True)
