"""Runs programs of documents as their readers would, with the emulator in the place of the service."""

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
    """The environment of a program that has the packages these tests have."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **more}


@contextmanager
def with_service() -> Iterator[dict[str, str]]:
    """The environment of somebody who has keys. Jobs are done at the first look at them."""
    with Emulator(Options(jobs="time", job_seconds=0.0)) as emulator:
        emulator.respond("embeddings_create", match={"model": "no-such-model"}, fault="status=404")
        yield environment_of(
            MODEL_ACCESS_KEY=emulator.api_key,
            AGENT_ACCESS_KEY=emulator.agent_key,
            GRADIENT_INFERENCE_ENDPOINT=emulator.base_url,
            AGENT_ENDPOINT=emulator.agent_url,
        )


def run_strictly(words: list[str], environment: Mapping[str, str]) -> str:
    """What a Python program prints that ends well, and leaves neither a warning nor an open socket."""
    python, *rest = words
    ended = subprocess.run(
        [python, "-X", "dev", "-W", "error", *rest],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # asyncio reports slow steps as well, which is no fault of the program.
    complaints = [line for line in ended.stderr.splitlines() if not line.startswith("Executing <")]
    assert (ended.returncode, complaints) == (0, []), ended.stdout + ended.stderr
    return ended.stdout


def run(words: list[str], environment: Mapping[str, str], folder: Path | None = None) -> str:
    """What a program prints that ends well."""
    ended = subprocess.run(
        words, env=dict(environment), cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout
