"""Servers of other projects, each installed into an environment of its own under a cache folder, and started."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CACHE = Path(os.environ.get("DO_INFERENCE_PEERS") or Path.home() / ".cache" / "do-inference-peers")


def python_environment(name: str, *requirements: str) -> Path:
    """The folder of programs of a virtual environment with these packages."""
    folder = CACHE / name
    programs = folder / "bin"
    wanted = "\n".join(requirements)
    installed = folder / "installed.txt"
    if not installed.exists() or installed.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(programs / "pip"), "install", "-q", *requirements], check=True)
        installed.write_text(wanted)
    return programs


def node_environment(name: str, package: str) -> Path:
    """The folder of programs of an npm package. Skips the test where there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm")
    folder = CACHE / name
    installed = folder / "installed.txt"
    if not installed.exists() or installed.read_text() != package:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        command = [npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder), package]
        subprocess.run(command, check=True)
        installed.write_text(package)
    return folder / "node_modules" / ".bin"


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(command: Sequence[str], *ports: int, **environment: str) -> Iterator[None]:
    """A process for as long as the context lasts, once it listens on all the ports."""
    # A session of its own, so that the processes it starts end with it.
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for port in ports:
            _wait_for(process, port)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError(f"{process.args!r} ended") from None
        else:
            return
    raise RuntimeError(f"nothing listens on port {port}")
