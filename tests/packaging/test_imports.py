"""Tests of the import contracts and of the modules that `import do_inference` loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def imported_by(code: str) -> set[str]:
    """Return the top-level modules that a new interpreter has imported after running `code`."""
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{code}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})",
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        check=True,
        capture_output=True,
        text=True,
    )
    return set(result.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "httpx",
        "msgspec",
        "starlette",
        "uvicorn",
        "redis",
        "attr",
        "dateutil",
        "asyncio",
        "do_inference_generated",
    ],
)
def test_import_does_not_load_heavy_modules(module: str) -> None:
    assert module not in imported_by("import do_inference")


def test_client_does_not_import_extras_or_command_line() -> None:
    loaded = imported_by("from do_inference import Client; Client(api_key='k')")

    assert not loaded & {
        "starlette",
        "uvicorn",
        "redis",
        "jsonschema_rs",
        "argparse",
        "openapi_python_client",
    }


def test_command_line_help_does_not_import_httpx() -> None:
    assert "httpx" not in imported_by(
        "from do_inference.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    )


def test_import_contracts_are_kept() -> None:
    pytest.importorskip("importlinter")
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
