"""Runs programs of documents as users would, with the emulator instead of the service."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from do_inference.emulator import Emulator, Options

ROOT = Path(__file__).resolve().parents[2]


def environment_of(**more: str) -> dict[str, str]:
    """Return the environment of a program that can import the packages of these tests."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **more}


@contextmanager
def with_service() -> Iterator[dict[str, str]]:
    """Yield an environment with keys. Jobs are completed at the first poll."""
    with Emulator(Options(jobs="time", job_seconds=0.0)) as emulator:
        emulator.respond("embeddings_create", match={"model": "no-such-model"}, fault="status=404")
        yield environment_of(
            MODEL_ACCESS_KEY=emulator.api_key,
            AGENT_ACCESS_KEY=emulator.agent_key,
            GRADIENT_INFERENCE_ENDPOINT=emulator.base_url,
            AGENT_ENDPOINT=emulator.agent_url,
        )


def run_strictly(command: list[str], environment: Mapping[str, str]) -> str:
    """Run a Python program that succeeds without warnings or open sockets, and return its output."""
    python, *rest = command
    completed = subprocess.run(
        [python, "-X", "dev", "-W", "error", *rest],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # asyncio also reports slow steps, which are not errors of the program.
    warnings = [line for line in completed.stderr.splitlines() if not line.startswith("Executing <")]
    assert (completed.returncode, warnings) == (0, []), completed.stdout + completed.stderr
    return completed.stdout


def run(command: list[str], environment: Mapping[str, str], folder: Path | None = None) -> str:
    """Run a program that succeeds, and return its output."""
    completed = subprocess.run(
        command, env=dict(environment), cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr
    return completed.stdout
