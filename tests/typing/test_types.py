"""mypy and pyright report exactly the lines of user programs that are marked as wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documented.examples import program

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
README = re.findall(
    r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
)

Findings = dict[str, set[int]]
"""The lines with errors, by file name."""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the programs and the examples of all documentation, without our settings."""
    folder = tmp_path_factory.mktemp("programs")
    for path in HERE.glob("*.py"):
        if not path.name.startswith(("test_", "__")):
            (folder / path.name).write_bytes(path.read_bytes())
    for number, snippet in enumerate(README):
        (folder / f"readme_{number}.py").write_text(snippet, encoding="utf-8")
    (folder / "documented.py").write_text(program(), encoding="utf-8")
    (folder / "docstrings.py").write_text(docstring_examples(), encoding="utf-8")
    return folder


PREAMBLE = """
# pyright: reportUnusedVariable=false, reportUnusedFunction=false
import json
from pathlib import Path
from typing import Any

from do_inference import NOT_GIVEN, AsyncClient, AsyncStream, Client, NotGiven, RequestOptions, Stream, Timeout
from do_inference.models import ChatCompletion, Message, UnknownVariant
from do_inference.params import ChatMessageParam

USED = (json, Path, Any, NOT_GIVEN, NotGiven, RequestOptions, Timeout, ChatCompletion, UnknownVariant)
"""
PARAMETERS = "message: Message, messages: list[ChatMessageParam], data: bytes"


def docstring_examples() -> str:
    """Return the examples in the docstrings of the generated client, each in a function."""
    functions = [PREAMBLE]
    for module in ("_interface", "_model", "_stream"):
        text = (ROOT / "generated_client/do_inference_generated" / f"{module}.py").read_text("utf-8")
        for _, block in re.findall(r"^( *)Example:\n((?:\1    .*\n|\n)+)", text, re.MULTILINE):
            code = textwrap.indent(textwrap.dedent(block).rstrip(), "    ")
            prefix = "Async" if "async " in code else ""
            clients = f"client: {prefix}Client, stream: {prefix}Stream[object]"
            define = "async def" if prefix else "def"
            functions.append(f"{define} example_{len(functions)}({clients}, {PARAMETERS}) -> None:\n{code}\n")
    assert len(functions) > 10
    return "\n\n".join(functions)


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "MYPYPATH": os.pathsep.join(str(ROOT / part) for part in ("generated_client", "overlays")),
    }


def mypy(folder: Path) -> Findings:
    pytest.importorskip("mypy")
    ended = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--output=json", "--cache-dir=.cache", *_files(folder)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode in (0, 1), ended.stderr + ended.stdout
    found: Findings = {}
    for line in ended.stdout.splitlines():
        finding = json.loads(line)
        # Users do not see errors inside the packages: type checkers trust installed packages.
        if finding["severity"] == "error" and (folder / finding["file"]).parent == folder:
            found.setdefault(finding["file"], set()).add(finding["line"])
    return found


def pyright(folder: Path) -> Findings:
    pytest.importorskip("pyright")
    paths = [str(ROOT / part) for part in ("generated_client", "overlays")]
    settings = {
        "typeCheckingMode": "strict",
        "extraPaths": paths,
        "include": ["*.py"],
        "reportUnusedExpression": False,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode not in (0, 1) and "CI" not in os.environ:
        pytest.skip("pyright cannot be fetched here")
    found: Findings = {}
    for finding in json.loads(ended.stdout)["generalDiagnostics"]:
        if finding["severity"] == "error":
            found.setdefault(Path(finding["file"]).name, set()).add(finding["range"]["start"]["line"] + 1)
    return found


def _marked(program: Path) -> set[int]:
    lines = program.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if "# E:" in line}


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.py"))


@pytest.mark.parametrize("checker", [mypy, pyright])
@pytest.mark.timeout(600)
def test_right_programs_pass_and_every_wrong_line_is_reported(
    checker: Callable[[Path], Findings], programs: Path
) -> None:
    marked = {path.name: _marked(path) for path in programs.glob("*.py")}

    found = checker(programs)

    assert marked["wrong.py"]
    assert found == {name: lines for name, lines in marked.items() if lines}
