"""Runs programs of tests in interpreters of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence


def run_program(
    code: str, *arguments: str, options: Sequence[str] = (), timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run Python code that can import what this process can, and return how it ended. `timeout` is in seconds."""
    return subprocess.run(
        [sys.executable, *options, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
