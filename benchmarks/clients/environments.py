"""One virtual environment for each client, with no other packages than its own dependencies.

The versions of other clients are pinned in the dependency group `bench` of pyproject.toml. Their environments are kept
in a cache directory (`DO_INFERENCE_BENCH`, by default `~/.cache/do-inference-bench`). The environment of this package
is made again for each run, from a wheel of the present code.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from .subjects import FLOOR, OURS, OURS_HTTPX

ROOT: Final = Path(__file__).resolve().parents[2]
CACHE: Final = Path(os.environ.get("DO_INFERENCE_BENCH") or Path.home() / ".cache" / "do-inference-bench")
CERTIFICATE: Final = ROOT / "tests" / "runtime" / "loopback.pem"
"""Key and certificate of the server with HTTPS."""
_NOT_MEASURED: Final = re.compile(
    r"(pip|setuptools|pkg_resources|wheel|_distutils_hack|distutils-precedence)\b"
)


@cache
def pins() -> dict[str, str]:
    """Return the requirement of each other client, by its name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    requirements: list[str] = project["dependency-groups"]["bench"]
    return {re.split(r"[\[=]", requirement)[0]: requirement for requirement in requirements}


class Environments:
    """The environments of one interpreter."""

    def __init__(self, python: str) -> None:
        self._python = shutil.which(python) or python
        self.version = _output(
            [
                self._python,
                "-c",
                "import platform as p; print(p.python_implementation(), p.python_version())",
            ]
        ).strip()
        self._folder = CACHE / self.version.replace(" ", "-").lower()
        self._installed: set[str] = set()

    def python(self, client: str) -> str:
        """Return the interpreter of a client's environment, which is made first if necessary."""
        name = OURS if client in (FLOOR, OURS_HTTPX) else client
        folder = self._folder / re.sub(r"[^\w.-]+", "-", pins().get(name, name))
        python = str(folder / "bin" / "python")
        if name not in self._installed:
            if name == OURS:
                shutil.rmtree(folder, ignore_errors=True)
            if not (folder / "installed").exists():
                subprocess.run([self._python, "-m", "venv", "--clear", str(folder)], check=True)
                requirement = str(ROOT) if name == OURS else pins()[name]
                subprocess.run([python, "-m", "pip", "install", "-qq", requirement], check=True)
                (folder / "installed").touch()
            self._installed.add(name)
        return python

    def size(self, client: str) -> int:
        """Return the bytes of all installed files, without bytecode and without the tools that install."""
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        folder = Path(_output([self.python(client), "-c", code]).strip())
        return sum(
            file.stat().st_size
            for file in folder.rglob("*")
            if file.is_file()
            and "__pycache__" not in file.parts
            and not _NOT_MEASURED.match(file.relative_to(folder).parts[0])
        )

    def versions(self) -> list[str]:
        """Return names and versions of the other clients, and of the dependencies of this package."""
        ours = json.loads(_output([self.python(OURS), "-m", "pip", "list", "--format=json"]))
        found = {item["name"]: item["version"] for item in ours}
        for own in (OURS, "pip", "setuptools"):
            found.pop(own, None)
        return [
            "Clients: " + ", ".join(requirement.replace("==", " ") for requirement in pins().values()) + ".",
            f"Dependencies of {OURS}: "
            + ", ".join(f"{name} {version}" for name, version in sorted(found.items()))
            + ".",
        ]

    def certificates(self) -> str:
        """Return the path of the certificate authorities that httpx trusts."""
        return _output([self.python(OURS), "-c", "import certifi; print(certifi.where())"]).strip()


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def machine() -> str:
    """Return a description of the machine."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), "unknown CPU")
    return f"{model}, {os.cpu_count()} cores, {platform.system()}"


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """Start the server. Yields its ports with HTTP and with HTTPS.

    The server gets one core for itself, and this process and those that it starts another one. So the scheduler does
    not move a client between them, which changes its CPU time.
    """
    command = [sys.executable, "-m", "benchmarks.clients.server", str(CERTIFICATE)]
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[-1:])
    try:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        os.sched_setaffinity(0, cores[:1])
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            http, https = process.stdout.readline().split()
            yield int(http), int(https)
            process.stdin.close()
    finally:
        os.sched_setaffinity(0, cores)
