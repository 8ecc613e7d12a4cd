"""Who imports whom, and how little `import do_inference` costs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def imported_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has imported after `code`."""
    printed = subprocess.run(
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
    return set(printed.stdout.split())


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
def test_the_bare_import_is_light(module: str) -> None:
    assert module not in imported_by("import do_inference")


def test_a_client_imports_no_extra_and_no_command_line() -> None:
    loaded = imported_by("from do_inference import Client; Client(api_key='k')")

    assert not loaded & {
        "starlette",
        "uvicorn",
        "redis",
        "aiohttp",
        "jsonschema_rs",
        "argparse",
        "openapi_python_client",
    }


def test_the_command_line_is_typed_without_http() -> None:
    assert "httpx" not in imported_by(
        "from do_inference.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    )


def test_imports_keep_to_their_direction() -> None:
    pytest.importorskip("importlinter")
    ended = subprocess.run(
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

    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
