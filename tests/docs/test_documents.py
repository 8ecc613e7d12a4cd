"""The Python code of each document runs, and the files, sessions and options that it names exist."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from do_inference.emulator._command import parser

from .documents import snippets
from .running import ROOT, environment_of, run, with_service

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "openapi" / "README.md"]
DOCUMENTS += sorted((ROOT / "docs").glob("*.md"))
RUN_AS_ONE = [path for path in DOCUMENTS if path.parent.name == "docs"]
OTHER_PACKAGES = {"openai"}
"""Packages that the tests do not install. If they are installed, their code blocks run too."""

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


@pytest.mark.parametrize("path", RUN_AS_ONE, ids=lambda path: path.stem)
def test_the_code_blocks_of_a_document_run_in_order(path: Path, tmp_path: Path) -> None:
    with with_service() as environment:
        program = str(Path(__file__).with_name("documents.py"))
        printed = run([sys.executable, program, str(path)], environment, tmp_path)

    skipped = {int(line.partition(": ")[2]) for line in printed.splitlines() if line.startswith("skipped")}
    missing_packages = {
        s.line for s in snippets(path.read_text(encoding="utf-8"), "python") if s.imports & OTHER_PACKAGES
    }
    assert skipped <= missing_packages


def calls(path: Path) -> list[list[str]]:
    """Return the arguments of each command line in a document, except those that start the emulator."""
    found = []
    for snippet in snippets(path.read_text(encoding="utf-8"), "console", "sh"):
        for line in snippet.code.splitlines():
            _, command, arguments = line.partition("do-inference ")
            words = shlex.split(arguments) if command else []
            if words and (words[0].startswith("-") or "." in words[0]):
                found.append(words)
    return found


@pytest.mark.parametrize(
    "words", [words for path in DOCUMENTS for words in calls(path)], ids=lambda words: words[0]
)
def test_the_commands_of_a_document_run_and_print(words: list[str]) -> None:
    with with_service() as environment:
        address = environment["GRADIENT_INFERENCE_ENDPOINT"]
        here = [address if word == "http://127.0.0.1:4040" else word for word in words]
        assert run([sys.executable, "-m", "do_inference.cli", *here], environment).strip()


def test_the_code_blocks_with_tests_pass(tmp_path: Path) -> None:
    found = [
        snippet
        for path in DOCUMENTS
        for snippet in snippets(path.read_text(encoding="utf-8"), "python")
        if snippet.is_for_pytest
    ]
    assert found
    for number, snippet in enumerate(found):
        (tmp_path / f"test_{number}.py").write_text(snippet.code, encoding="utf-8")
    plugin = "do_inference.emulator.pytest_plugin"
    environment = environment_of(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    run([sys.executable, "-m", "pytest", "-q", "-p", plugin, "."], environment, tmp_path)


@each_document
def test_the_targets_of_relative_links_exist(path: Path) -> None:
    links = [
        link for link in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")) if "://" not in link
    ]

    assert [link for link in links if not (path.parent / link.partition("#")[0]).exists()] == []


@each_document
def test_the_sessions_that_a_document_names_exist(path: Path) -> None:
    noxfile = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    sessions = {
        node.name for node in noxfile.body if isinstance(node, ast.FunctionDef) and node.decorator_list
    }
    named = re.findall(r"nox\s+-s\s+(\w+)", path.read_text(encoding="utf-8"))

    assert set(named) <= sessions


@each_document
def test_the_programs_that_a_document_names_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    files = [ROOT / name for name in re.findall(r"python ([\w/]+\.py)", text)]
    modules = [
        name.replace(".", "/")
        for name in re.findall(r"python -m ((?:benchmarks|generator|tools)[\w.]*)", text)
    ]
    files += [
        ROOT / name / "__main__.py" if (ROOT / name).is_dir() else ROOT / f"{name}.py" for name in modules
    ]

    assert [str(file) for file in files if not file.exists()] == []


def test_every_path_that_the_architecture_page_names_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    package = ROOT / "overlays" / "do_inference"
    roots = [ROOT, package, ROOT / "generated_client" / "do_inference_generated"]
    code = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    paths = {
        path
        for path in code
        if re.fullmatch(r"[\w/.]+(/|\.\w+)", path) and ("/" in path or path.endswith(".py"))
    }
    paths |= set(re.findall(r"[\w/]+\.py\b|\w[\w/]*/(?=<br>)", text))

    assert len(paths) > 80
    assert sorted(path for path in paths if not any((root / path).exists() for root in roots)) == []


def test_the_documented_options_of_the_emulator_exist() -> None:
    text = (ROOT / "docs" / "emulator.md").read_text(encoding="utf-8")
    options = {option for action in parser()._actions for option in action.option_strings}

    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - options == set()


def test_the_emulator_prints_the_documented_output(tmp_path: Path) -> None:
    (block,) = snippets((ROOT / "docs" / "emulator.md").read_text(encoding="utf-8"), "console")
    shown = block.code.splitlines()
    (command,) = [line[2:] for line in shown if line.startswith("$ do-inference")]
    words = [sys.executable, "-m", "do_inference.cli", *shlex.split(command)[1:], "--port", "0"]
    expected = [line for line in shown if not line.startswith("$")]

    with subprocess.Popen(
        words, env=environment_of(), stdout=subprocess.PIPE, text=True, cwd=tmp_path
    ) as running:
        try:
            assert running.stdout is not None
            printed = [running.stdout.readline().rstrip("\n") for _ in expected]
        finally:
            running.terminate()
    port = re.findall(r"127\.0\.0\.1:(\d+)", printed[0])[0]
    assert [line.replace(f":{port}", ":4040") for line in printed] == expected
