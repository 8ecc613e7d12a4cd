"""Functions that start and stop processes for tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def start(where: str, logs: Path, name: str, count: int) -> subprocess.Popen[bytes]:
    """Start a process that acquires `count` grants from the store at `where`."""
    logs.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rate_limit.grants", where, str(logs / name), str(count)]
    )


def finish(processes: list[subprocess.Popen[bytes]], seconds: float = 40.0) -> None:
    """Wait for all processes and check that none failed."""
    try:
        for process in processes:
            assert process.wait(seconds) == 0
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class RedisServer:
    """A separate redis-server or valkey-server on a free loopback port, which can be killed and started again."""

    def __init__(self, binary: str, folder: Path, *options: str) -> None:
        self._binary = binary
        self._folder = folder
        self._options = options or ("--appendonly", "yes", "--appendfsync", "always")
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server and wait until it responds. Without `options` it still has the data from before it was
        killed."""
        command = [self._binary, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder)]
        command += ["--save", "", *self._options]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self._await_answer()

    def _await_answer(self, seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1.0) as connection:
                    connection.sendall(b"PING\r\n")
                    if connection.recv(16).startswith((b"+PONG", b"-NOAUTH")):
                        return
            except OSError:
                pass
            assert time.monotonic() < deadline, "the redis-server does not respond"
            time.sleep(0.01)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


SERVERS = ("redis-server", "valkey-server")


@contextmanager
def redis_server(folder: Path, program: str = "redis-server", *options: str) -> Iterator[RedisServer]:
    """A running server. The test is skipped if there is none; without Redis it fails in CI on Linux."""
    binary = shutil.which(program)
    if binary is None or not _has_package():
        reason = f"needs {program} (Debian package of that name) and the redis package"
        if os.environ.get("CI") and sys.platform == "linux" and program == "redis-server":
            pytest.fail(reason)
        pytest.skip(reason)
    server = RedisServer(binary, folder, *options)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def _has_package() -> bool:
    from importlib.util import find_spec

    return find_spec("redis") is not None
