"""Every snippet of the README, executed as it stands, with the emulator in the place of the service."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from do_inference.emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """The environment of somebody who has keys, and a service that is the emulator."""
    with Emulator() as emulator:
        emulator.answer("embeddings_create", match={"model": "no-such-model"}, fault="status=404")
        yield {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "MODEL_ACCESS_KEY": emulator.api_key,
            "AGENT_ACCESS_KEY": emulator.agent_key,
            "GRADIENT_INFERENCE_ENDPOINT": emulator.base_url,
            "AGENT_ENDPOINT": emulator.agent_url,
        }


def run(words: list[str], environment: dict[str, str]) -> str:
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("code", snippets("python"), ids=lambda code: code.splitlines()[-1].strip()[:40])
def test_a_program_of_the_readme_runs_and_prints(code: str, environment: dict[str, str]) -> None:
    assert run([sys.executable, "-c", code], environment).strip()


@pytest.mark.parametrize(
    "line",
    [
        line[2:]
        for block in snippets("console")
        for line in block.splitlines()
        if line.startswith("$ do-inference")
    ],
)
def test_a_command_of_the_readme_runs_and_prints(line: str, environment: dict[str, str]) -> None:
    assert run([sys.executable, "-m", "do_inference.cli", *shlex.split(line)[1:]], environment).strip()


@pytest.mark.parametrize("name", ["first_program.py", "main_job.py"])
def test_an_example_runs_without_a_key(name: str) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}

    assert run([sys.executable, str(ROOT / "examples" / name)], environment).strip()


def test_the_main_job_prints_two_completions_of_each_api_and_the_rate_limit() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    printed = run([sys.executable, str(ROOT / "examples" / "main_job.py")], environment)

    assert [line[:10] for line in printed.splitlines() if line.startswith("==")] == [
        "== serverl",
        "== the sam",
        "== an agen",
        "== the sam",
    ]
    assert printed.count("rate limit: ") == 4
    assert "nothing said" not in printed


def test_a_clone_is_set_up_by_exactly_two_commands_whose_sessions_exist() -> None:
    (block,) = snippets("sh")
    commands = block.splitlines()
    named = [command.rpartition(" ")[2] for command in commands]
    noxfile = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    sessions = {
        node.name for node in noxfile.body if isinstance(node, ast.FunctionDef) and node.decorator_list
    }

    assert named == ["main", "tests"]
    assert set(named) <= sessions


def test_what_the_readme_links_to_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_extra_is_named() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert [name for name in project["optional-dependencies"] if f"`{name}`" not in README] == []
