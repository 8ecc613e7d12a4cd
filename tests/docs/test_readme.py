"""Every code block of the README runs unchanged, with the emulator instead of the service."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

import pytest

from . import documents
from .running import ROOT, environment_of, run, run_strictly, with_service

README = (ROOT / "README.md").read_text(encoding="utf-8")


def snippets(language: str) -> list[str]:
    return [snippet.code for snippet in documents.snippets(README, language)]


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with with_service() as environment:
        yield environment


@pytest.mark.parametrize("code", snippets("python"), ids=lambda code: code.splitlines()[-1].strip()[:40])
def test_a_program_of_the_readme_runs_and_prints(code: str, environment: dict[str, str]) -> None:
    assert run_strictly([sys.executable, "-c", code], environment).strip()


@pytest.mark.parametrize("name", ["first_program.py", "main_job.py"])
def test_an_example_runs_without_a_key(name: str) -> None:
    assert run_strictly([sys.executable, str(ROOT / "examples" / name)], environment_of()).strip()


def test_the_main_job_prints_two_completions_of_each_api_and_the_rate_limit() -> None:
    printed = run([sys.executable, str(ROOT / "examples" / "main_job.py")], environment_of())

    assert [line[:10] for line in printed.splitlines() if line.startswith("==")] == [
        "== serverl",
        "== the sam",
        "== an agen",
        "== the sam",
    ]
    assert printed.count("rate limit: ") == 4
    assert "not reported" not in printed


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


def test_every_extra_is_named() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert [name for name in project["optional-dependencies"] if f"`{name}`" not in README] == []
